import { afterEach, describe, expect, it, vi } from 'vitest';
import { commaList, formatBytes, formatDay, formatNumber, formatTime } from '../../src/ui/locale/formats.ts';
import { language, languageOf, showLanguage } from '../../src/ui/locale/language.ts';
import { whoWords } from '../../src/ui/notes/who.ts';

// The library tells the page of a change by an event on its window.
vi.stubGlobal('window', new EventTarget());

afterEach(() => showLanguage('en'));

describe('numbers, days and times', () => {
  it.each([
    ['en', '1,234.5', '21'],
    ['es', '1234,5', '21'],
    ['fr', '1 234,5', '21'],
    ['hi', '1,234.5', '21'],
    ['te', '1,234.5', '21'],
    ['ar', '1,234.5', '21'],
  ] as const)('stand as %s writes them, with the digits of the analysers', async (code, number, day) => {
    await showLanguage(code);
    expect(language()).toBe(code);
    expect(formatNumber(1234.5, 1).replaceAll(/\s/g, ' ')).toBe(number);
    expect(formatDay('2026-11-21T12:00:00Z')).toContain(day);
    expect(formatTime('2026-11-21T12:00:00Z')).toMatch(/\d/);
    expect(formatTime('2026-11-21T12:00:00Z')).not.toMatch(/[٠-٩०-९౦-౯]/);
  });

  it('carry the zone of a time and the unit of a size', () => {
    expect(formatTime('2026-11-21T12:00:00Z')).toMatch(/UTC|GMT|[A-Z]{2,4}/);
    expect(formatBytes(0)).toBe('0 kB');
    expect(formatBytes(64_000)).toBe('64 kB');
    expect(formatBytes(1_532_000_000)).toBe('1.53 GB');
  });
});

describe('names and lists', () => {
  it('stay whole in a line that runs from the right, with its comma', async () => {
    expect([whoWords('person:grace'), commaList(['43 y', 'female'])]).toEqual(['grace', '43 y, female']);
    await showLanguage('ar');
    expect([whoWords('person:grace'), commaList(['43', 'أنثى'])]).toEqual(['\u2066grace\u2069', '43، أنثى']);
  });
});

describe('the language of a browser', () => {
  it.each([
    [['te-IN', 'en-IN'], 'te'],
    [['de-DE', 'fr-CH'], 'fr'],
    [['de-DE'], 'en'],
    [[], 'en'],
  ] as const)('%j is %s', (wanted, spoken) => {
    expect(languageOf(wanted)).toBe(spoken);
  });
});
