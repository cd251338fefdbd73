import { afterEach, describe, expect, it, vi } from 'vitest';
import { ERROR_HINTS } from '../../src/core/errors.ts';
import { AUDIT_EVENTS } from '../../src/store/records.ts';
import { inWords, WORDED_PROBLEMS } from '../../src/ui/api/problem-words.ts';
import { showLanguage } from '../../src/ui/locale/language.ts';
import { auditWords } from '../../src/ui/settings/audit-words.ts';

// The library tells the page of a change by an event on its window.
vi.stubGlobal('window', new EventTarget());

afterEach(() => showLanguage('en'));

const PROBLEM = { code: 'session-running', message: 'Session 17 is still counting', hint: 'End it first.' };

describe('problems in the language of the page', () => {
  it('stand as the instrument told them in English, and where it is not known', async () => {
    expect(inWords(PROBLEM)).toEqual(PROBLEM);
    await showLanguage('fr');
    expect(inWords({ ...PROBLEM, code: 'unheard-of' })).toEqual({ ...PROBLEM, code: 'unheard-of' });
  });

  it('are translated by their code, and keep what names the fault', async () => {
    await showLanguage('es');
    expect(inWords(PROBLEM)).toEqual({
      code: 'session-running',
      message: 'Todavía hay una sesión contando.',
      hint: 'Termine primero la sesión en curso.',
    });
    const fault = { code: 'config-invalid', message: 'capture.fps: too small', hint: '' };
    expect(inWords(fault).message).toBe('Los ajustes no son válidos. capture.fps: too small');
  });

  it('are of codes that there are', () => {
    const answered = [...Object.keys(ERROR_HINTS), 'invalid-request', 'not-found', 'internal'];
    expect(WORDED_PROBLEMS.filter((code) => !answered.includes(code))).toEqual([]);
  });
});

describe('the audit trail in words', () => {
  it('has some for everything that is written down', () => {
    expect(AUDIT_EVENTS.filter((what) => auditWords(what) === what)).toEqual([]);
    expect(auditWords('of-a-later-program')).toBe('of-a-later-program');
  });
});
