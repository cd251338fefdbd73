import { describe, expect, it } from 'vitest';
import { hashPassword, isOutdated, passwordMatches } from '../../src/server/access/password.ts';
import { serveApp } from './serve-app.ts';

/** "weak but right", hashed with a 64th of today's work. */
const OLD_HASH = '$scrypt$ln=10,r=8,p=1$O2xbEk/5p0JMK2OBRbcutA$US6u/RHVIraEALOsHg4ihHa61H5FoqaDMu1eBiRZSxk';

describe('a password', () => {
  it('is kept as a salted hash that only the same password fits', async () => {
    const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(one).not.toBe(two);
    expect(await passwordMatches('correct horse', one)).toBe(true);
    expect(await passwordMatches('correct Horse', one)).toBe(false);
  });

  it('is the same however its letters are composed', async () => {
    const composed = await hashPassword('Blutko\u0308rperchen');
    expect(await passwordMatches('Blutk\u00f6rperchen', composed)).toBe(true);
  });

  it('is hashed anew at the next sign-in when the work was raised since', async () => {
    const { desk, store } = await serveApp();
    store.access.addAccount({ name: 'ada', role: 'viewer', password: OLD_HASH });
    expect(isOutdated(OLD_HASH)).toBe(true);
    const secret = await desk.signIn({ name: 'ada', password: 'weak but right' }, '127.0.0.1');
    const { password = '' } = store.access.account('ada') ?? {};
    expect(isOutdated(password)).toBe(false);
    expect(await passwordMatches('weak but right', password)).toBe(true);
    expect(desk.principalOf(secret)).toMatchObject({ kind: 'person', name: 'ada' });
  });
});
