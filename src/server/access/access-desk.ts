import type { Principal } from '../../core/access.ts';
import { HematovisionError } from '../../core/errors.ts';
import type { ChangePasswordRequest, ClaimRequest, SignInRequest } from '../../core/wire/access.ts';
import type { AccessStore } from '../../store/access-store.ts';
import type { SignInRecord } from '../../store/records.ts';
import { hashPassword, isOutdated, passwordMatches } from './password.ts';
import { digestOf, kindOfSecret, newClaimCode, newSecret, sameCode } from './secrets.ts';
import { type Attempt, Throttle } from './throttle.ts';

export interface AccessDeskOptions {
  readonly store: AccessStore;
  readonly limits: SessionLimits;
  readonly now?: () => Date;
}

export interface SessionLimits {
  /** Signed out when a person did nothing for so long. */
  readonly idleMs: number;
  /** Signed out so long after signing in, whatever happens. */
  readonly absoluteMs: number;
}

/** More people than this do not sign in at once; more attempts are an attack. */
const MAX_WAITING = 16;
const NOTED_EVERY_MS = 60_000;
/** A clock may be set back so far without ending sign-ins; further back, nobody knows how old they are. */
const CLOCK_SLACK_MS = 5 * 60_000;
/** What attempts at the claim code are counted under; no account can have this name. */
const CLAIM = '(claim)';

/** Knows who somebody is: takes passwords, codes and secrets, and says whom they belong to. */
export class AccessDesk {
  readonly #store: AccessStore;
  readonly #limits: SessionLimits;
  readonly #now: () => Date;
  readonly #throttle: Throttle;
  readonly #claimCode = newClaimCode();
  #nobodysHash: Promise<string> | undefined;
  #line: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor({ store, limits, now = () => new Date() }: AccessDeskOptions) {
    this.#store = store;
    this.#limits = limits;
    this.#now = now;
    this.#throttle = new Throttle(store.attempts, now);
  }

  /** The code that makes the first account; null when there is one. */
  get claimCode(): string | null {
    return this.#store.accounts().length === 0 ? this.#claimCode : null;
  }

  /** Makes the first account and signs it in: returns the secret. Throws `claim-refused`, `too-many-attempts`. */
  claim({ code, name, password }: ClaimRequest, address: string): Promise<string> {
    const attempt = { account: CLAIM, address };
    return this.#oneAtATime(attempt, async () => {
      if (this.claimCode !== null && !sameCode(code, this.#claimCode)) {
        this.#throttle.failed(attempt);
        this.#store.signInFailed({ name: null, address, reason: 'wrong claim code' });
        throw new HematovisionError('claim-refused', 'This is not the code');
      }
      this.#store.claim(name, await hashPassword(password));
      return this.#open({ account: name, address });
    });
  }

  /** Signs a person in: returns the secret. Throws `sign-in-failed`, `too-many-attempts`. */
  signIn({ name, password }: SignInRequest, address: string): Promise<string> {
    const attempt = { account: name.trim().toLowerCase(), address };
    return this.#oneAtATime(attempt, async () => {
      await this.#check(attempt, password);
      return this.#open(attempt);
    });
  }

  /** Takes a new password and signs in with it: returns the secret. Throws as `signIn`. */
  changePassword(attempt: Attempt, { current, next }: ChangePasswordRequest): Promise<string> {
    return this.#oneAtATime(attempt, async () => {
      await this.#check(attempt, current);
      const password = await hashPassword(next);
      this.#store.changeAccount(attempt.account, { password });
      return this.#open(attempt);
    });
  }

  signOut(secret: string): void {
    this.#store.signOut(digestOf(secret));
  }

  /** A person did something: the idle limit begins anew. */
  seen(secret: string): void {
    const signIn = this.#store.signInOf(digestOf(secret));
    if (signIn && this.#ageMs(signIn.seenAt) > NOTED_EVERY_MS)
      noteIfPossible(() => this.#store.seen(digestOf(secret)));
  }

  /** Whom a secret belongs to; null when it is none, no longer, or not yet valid. */
  principalOf(secret: string): Principal | null {
    switch (kindOfSecret(secret)) {
      case 'sign-in':
        return this.#person(digestOf(secret));
      case 'token':
        return this.#machine(digestOf(secret));
      case 'link':
        return this.#guest(digestOf(secret));
      case null:
        return null;
    }
  }

  #person(digest: string): Principal | null {
    const signIn = this.#store.signInOf(digest);
    if (!signIn || this.#isOver(signIn)) return null;
    return { kind: 'person', name: signIn.account, role: signIn.role };
  }

  #machine(digest: string): Principal | null {
    const token = this.#store.tokenOf(digest);
    if (!token || token.revokedAt !== null || this.#ageMs(token.expiresAt) >= 0) return null;
    if (token.lastUsedAt === null || this.#ageMs(token.lastUsedAt) > NOTED_EVERY_MS)
      noteIfPossible(() => this.#store.tokenUsed(digest));
    return { kind: 'machine', name: token.name, scopes: token.scopes };
  }

  #guest(digest: string): Principal | null {
    const link = this.#store.linkOf(digest);
    if (!link || link.revokedAt !== null || this.#ageMs(link.expiresAt) >= 0) return null;
    return { kind: 'guest', link: link.id, session: link.session };
  }

  #isOver({ signedInAt, seenAt }: SignInRecord): boolean {
    const ageMs = this.#ageMs(signedInAt);
    const idleMs = this.#ageMs(seenAt);
    const { absoluteMs, idleMs: longestIdleMs } = this.#limits;
    return ageMs > absoluteMs || idleMs > longestIdleMs || Math.min(ageMs, idleMs) < -CLOCK_SLACK_MS;
  }

  #ageMs(at: string): number {
    return this.#now().getTime() - Date.parse(at);
  }

  #open(attempt: Attempt): string {
    const secret = newSecret('sign-in');
    this.#throttle.succeeded(attempt);
    this.#store.signIn(digestOf(secret), attempt.account, attempt.address);
    return secret;
  }

  /** Throws `sign-in-failed`, the same and after the same time whatever was wrong. */
  async #check(attempt: Attempt, password: string): Promise<void> {
    this.#nobodysHash ??= hashPassword(newSecret('sign-in'));
    const account = this.#store.account(attempt.account);
    const matches = await passwordMatches(password, account?.password ?? (await this.#nobodysHash));
    if (account && !account.disabled && matches) {
      if (isOutdated(account.password)) this.#store.rehash(account, await hashPassword(password));
      return;
    }
    this.#throttle.failed(attempt);
    // People type their password where the name goes: only names that exist are written down.
    const reason = !account ? 'unknown name' : account.disabled ? 'disabled account' : 'wrong password';
    this.#store.signInFailed({ name: account?.name ?? null, address: attempt.address, reason });
    throw new HematovisionError('sign-in-failed', 'Name and password do not belong together');
  }

  /** Hashing takes 32 MiB, and attempts side by side would all pass the throttle before the first had failed. */
  #oneAtATime<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    this.#refuseTooMany(attempt);
    this.#waiting += 1;
    const turn = this.#line.then(() => {
      this.#refuseTooMany(attempt);
      return work();
    });
    this.#line = turn
      .catch(() => undefined)
      .finally(() => {
        this.#waiting -= 1;
      });
    return turn;
  }

  #refuseTooMany(attempt: Attempt): void {
    const waitMs = this.#throttle.waitMs(attempt);
    if (waitMs > 0)
      throw new HematovisionError(
        'too-many-attempts',
        `Too many failed attempts: wait ${Math.ceil(waitMs / 1000)} s`,
      );
    if (this.#waiting > MAX_WAITING)
      throw new HematovisionError('too-many-attempts', 'Too many people sign in at once');
  }
}

/** A full disk must not keep out who is in already. */
function noteIfPossible(note: () => void): void {
  try {
    note();
  } catch (fault) {
    if (!(fault instanceof HematovisionError)) throw fault;
  }
}
