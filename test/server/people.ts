import type { Role, TokenScope } from '../../src/core/access.ts';
import { digestOf, newSecret } from '../../src/server/access/secrets.ts';
import type { Store } from '../../src/store/store.ts';

/** The hash of PASSWORD, made once: hashing is slow on purpose. */
export const PASSWORD = 'correct horse battery';
export const PASSWORD_HASH =
  '$scrypt$ln=15,r=8,p=3$Z+UhL/wpGv8Idqnof3oOgA$jBXqJm3HAtFuz35/qvbGDi8bwqGyXJAdCZ0cKpDmOZE';

export const FAR_FUTURE = '2999-01-01T00:00:00.000Z';

/** Makes an account of this role and signs it in; the header that a browser would send. */
export function signedIn(store: Store, role: Role, name: string = role): Record<string, string> {
  const secret = newSecret('sign-in');
  if (!store.access.account(name)) store.access.addAccount({ name, role, password: PASSWORD_HASH });
  store.access.signIn(digestOf(secret), name, '127.0.0.1');
  return { cookie: `hematovision=${secret}` };
}

/** The header of a machine with these scopes. */
export function withToken(store: Store, scopes: readonly TokenScope[], name = scopes.join('-')) {
  const secret = newSecret('token');
  store.access.addToken({ name, scopes, expiresAt: FAR_FUTURE }, digestOf(secret));
  return { authorization: `Bearer ${secret}` };
}

/** The header of a guest who opened a link to this session. */
export function withLink(store: Store, session: string, expiresAt = FAR_FUTURE) {
  const secret = newSecret('link');
  const { id } = store.access.addLink({ id: crypto.randomUUID(), session, expiresAt }, digestOf(secret));
  return { id, secret, headers: { cookie: `hematovision=${secret}` } };
}
