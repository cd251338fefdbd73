import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AccessStore } from '../../src/store/access-store.ts';
import { DATABASE_FILE, openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function withAccess(work: (access: AccessStore, directory: string) => void): void {
  const directory = temporaryFolder();
  const store = openStore({ directory });
  try {
    work(store.access, directory);
  } finally {
    store.close();
  }
}

const withCode = (code: string) => expect.objectContaining({ code });
const hash = 'hash';

describe('accounts', () => {
  it('are claimed once, have one holder a name, and never lose their last administrator', () =>
    withAccess((access) => {
      access.claim('ada', hash);
      expect(() => access.claim('mallory', hash)).toThrow(withCode('claim-refused'));
      expect(() => access.addAccount({ name: 'ada', role: 'viewer', password: hash })).toThrow(
        withCode('account-exists'),
      );
      for (const change of [{ role: 'reviewer' }, { disabled: true }] as const)
        expect(() => access.changeAccount('ada', change)).toThrow(withCode('account-needed'));
      expect(access.account('ada')).toMatchObject({ role: 'administrator', disabled: false });
      access.addAccount({ name: 'grace', role: 'administrator', password: hash });
      access.changeAccount('ada', { role: 'reviewer' });
      expect(access.account('ada')?.role).toBe('reviewer');
      expect(() => access.changeAccount('nobody', { disabled: true })).toThrow(withCode('account-missing'));
    }));

  it('leave a trace of every change and no trace of one that was refused', () =>
    withAccess((access) => {
      access.claim('ada', hash);
      expect(() => access.changeAccount('ada', { disabled: true })).toThrow();
      access.changeAccount('ada', { password: 'another' });
      const told = access.audit.newest(10).map(({ what, details }) => [what, details]);
      expect(told).toEqual([
        ['instrument-claimed', { name: 'ada' }],
        ['account-changed', { name: 'ada', password: 'changed' }],
      ]);
    }));
});

describe('what is handed out', () => {
  it('is written down without its secret', () =>
    withAccess((access, directory) => {
      access.addToken(
        { name: 'lis', scopes: ['watch'], expiresAt: '2999-01-01T00:00:00.000Z' },
        'digest-of-it',
      );
      expect(access.tokenOf('digest-of-it')).toMatchObject({
        name: 'lis',
        scopes: ['watch'],
        revokedAt: null,
      });
      access.revokeToken('lis');
      expect(() => access.revokeToken('lis')).toThrow(withCode('token-missing'));
      expect(() =>
        access.addToken({ name: 'lis', scopes: ['count'], expiresAt: '2999-01-01T00:00:00.000Z' }, 'other'),
      ).toThrow(withCode('account-exists'));
      expect(readFileSync(join(directory, DATABASE_FILE)).includes('hvt_')).toBe(false);
    }));

  it('is a link to a session that exists, and only so', () =>
    withAccess((access) => {
      const link = { id: 'l1', session: 'nowhere', expiresAt: '2999-01-01T00:00:00.000Z' };
      expect(() => access.addLink(link, 'digest')).toThrow(withCode('session-missing'));
      expect(() => access.revokeLink('l1')).toThrow(withCode('link-missing'));
    }));
});

describe('settings', () => {
  it('are noted when they change, not at every start', () =>
    withAccess((access) => {
      for (const site of ['north', 'north', 'south', 'north']) access.noteSettings({ site });
      expect(access.audit.newest(10).map(({ details }) => details)).toEqual([
        { site: 'north' },
        { site: 'south' },
        { site: 'north' },
      ]);
    }));
});
