import type { Role } from '../core/access.ts';
import { currentActor } from '../core/acting-as.ts';
import { HematovisionError } from '../core/errors.ts';
import { AccountTable } from './account-table.ts';
import { AttemptTable } from './attempt-table.ts';
import type { AuditTrail } from './audit-trail.ts';
import { GrantTable } from './grant-table.ts';
import type {
  AccountRecord,
  AuditEvent,
  NewAuditEntry,
  ShareLinkRecord,
  SignInRecord,
  TokenRecord,
} from './records.ts';
import type { StoreDatabase } from './store-database.ts';

/** What may change of an account; `password` is its hash. */
export type AccountChange = Partial<Pick<AccountRecord, 'role' | 'disabled' | 'password'>>;

type Act = Omit<NewAuditEntry, 'at' | 'session'> & Partial<Pick<NewAuditEntry, 'session'>>;

/** Who may come in. Each change is one transaction together with its audit entry. */
export class AccessStore {
  readonly audit: AuditTrail;
  readonly attempts: AttemptTable;
  readonly #database: StoreDatabase;
  readonly #now: () => Date;
  readonly #accounts: AccountTable;
  readonly #grants: GrantTable;
  readonly #sessionOfCell;
  readonly #sessionExists;

  constructor(database: StoreDatabase, audit: AuditTrail, now: () => Date) {
    this.audit = audit;
    this.attempts = new AttemptTable(database);
    this.#database = database;
    this.#now = now;
    this.#accounts = new AccountTable(database);
    this.#grants = new GrantTable(database);
    this.#sessionOfCell = database.prepare('SELECT session FROM cells WHERE id = ?');
    this.#sessionExists = database.prepare('SELECT 1 FROM sessions WHERE id = ?');
  }

  accounts(): readonly AccountRecord[] {
    return this.#accounts.all();
  }

  account(name: string): AccountRecord | null {
    return this.#accounts.get(name);
  }

  /** Makes the first account; throws `claim-refused` when there is one already. */
  claim(name: string, password: string): void {
    this.#write({ actor: `person:${name}`, what: 'instrument-claimed', details: { name } }, (at) => {
      if (this.accounts().length > 0)
        throw new HematovisionError('claim-refused', 'This instrument has accounts already', {
          hint: 'Sign in, or ask an administrator for an account.',
        });
      this.#accounts.insert({ name, role: 'administrator', password }, at);
    });
  }

  /** Throws `account-exists`. */
  addAccount(account: { readonly name: string; readonly role: Role; readonly password: string }) {
    const { name, role } = account;
    this.#write({ what: 'account-added', details: { name, role } }, (at) => {
      if (this.account(name))
        throw new HematovisionError('account-exists', `There is an account ${name} already`);
      this.#accounts.insert(account, at);
    });
  }

  /**
   * Changes an account and ends its sign-ins. Throws `account-missing`, and `account-needed` where nobody
   * could administer the instrument any more.
   */
  changeAccount(name: string, change: AccountChange): void {
    const { password, ...told } = change;
    const details = { name, ...told, ...(password === undefined ? {} : { password: 'changed' }) };
    this.#write({ what: 'account-changed', details }, () => {
      const account = this.account(name);
      if (!account) throw new HematovisionError('account-missing', `No account ${name}`);
      this.#accounts.update({ ...account, ...change });
      if (administers(account) && !this.accounts().some(administers))
        throw new HematovisionError('account-needed', `${name} is the last administrator`);
      this.#accounts.signOutAll(name);
    });
  }

  /** The same password under stronger parameters, unless it was changed meanwhile: no change of the account. */
  rehash({ name, password: before }: AccountRecord, password: string): void {
    this.#database.transaction(() => {
      const account = this.account(name);
      if (account?.password === before) this.#accounts.update({ ...account, password });
    });
  }

  signIn(digest: string, name: string, address: string): void {
    this.#write({ actor: `person:${name}`, what: 'signed-in', details: { address } }, (at) =>
      this.#accounts.signIn(digest, name, at),
    );
  }

  signInFailed(details: { readonly name: string | null; readonly address: string; readonly reason: string }) {
    this.#write({ what: 'sign-in-failed', details }, () => undefined);
  }

  signInOf(digest: string): SignInRecord | null {
    return this.#accounts.signInOf(digest);
  }

  /** A person did something. Losing this in a power cut signs them out a little early. */
  seen(digest: string): void {
    this.#database.relaxedWrite(() => this.#accounts.seen(digest, this.#at()));
  }

  signOut(digest: string): void {
    this.#database.transaction(() => {
      const name = this.#accounts.signOut(digest);
      if (name !== null) this.#append({ actor: `person:${name}`, what: 'signed-out', details: {} });
    });
  }

  /** Tidies up at start: what was opened before `at` has run out. */
  forgetBefore(at: Date): void {
    this.#database.transaction(() => this.#accounts.forgetSignInsBefore(at.toISOString()));
    this.attempts.forgetBefore(at.toISOString());
  }

  tokens(): readonly TokenRecord[] {
    return this.#grants.tokens();
  }

  tokenOf(digest: string): TokenRecord | null {
    return this.#grants.tokenOf(digest);
  }

  tokenUsed(digest: string): void {
    this.#database.relaxedWrite(() => this.#grants.tokenUsed(digest, this.#at()));
  }

  /** Throws `account-exists` when the name was ever used: the audit trail must not mix two machines up. */
  addToken(token: Pick<TokenRecord, 'name' | 'scopes' | 'expiresAt'>, digest: string): void {
    const { name, scopes, expiresAt } = token;
    this.#write({ what: 'token-created', details: { name, scopes, expiresAt } }, (createdAt) => {
      if (this.tokens().some((other) => other.name === name))
        throw new HematovisionError('account-exists', `There is, or was, a token ${name} already`);
      this.#grants.insertToken({ ...token, createdAt }, digest);
    });
  }

  /** Throws `token-missing`. */
  revokeToken(name: string): void {
    this.#write({ what: 'token-revoked', details: { name } }, (at) => {
      if (!this.#grants.revokeToken(name, at))
        throw new HematovisionError('token-missing', `No token ${name}, or it was revoked before`);
    });
  }

  links(session: string): readonly ShareLinkRecord[] {
    return this.#grants.links(session);
  }

  linkOf(digest: string): ShareLinkRecord | null {
    return this.#grants.linkOf(digest);
  }

  /** Throws `session-missing`. */
  addLink(link: Pick<ShareLinkRecord, 'id' | 'session' | 'expiresAt'>, digest: string): ShareLinkRecord {
    const { id, session, expiresAt } = link;
    return this.#database.transaction(() => {
      if (!this.#sessionExists.get(session))
        throw new HematovisionError('session-missing', `No session ${session}`);
      const created = { id, session, expiresAt, createdBy: currentActor(), createdAt: this.#at() };
      this.#grants.insertLink(created, digest);
      this.#append({ what: 'link-shared', details: { id, expiresAt }, session });
      return { ...created, revokedAt: null };
    });
  }

  /** Throws `link-missing`. */
  revokeLink(id: string): void {
    this.#database.transaction(() => {
      const session = this.#grants.revokeLink(id, this.#at());
      if (session === null)
        throw new HematovisionError('link-missing', `No link ${id}, or it was revoked before`);
      this.#append({ what: 'link-revoked', details: { id }, session });
    });
  }

  /** The session a cell was counted in, or null. */
  sessionOfCell(cellId: string): string | null {
    const row = this.#database.guard(() => this.#sessionOfCell.get(cellId));
    return row === undefined ? null : String(row.session);
  }

  /** Writes the settings down when they are not the ones of the last start. Secrets must be taken out before. */
  noteSettings(settings: Readonly<Record<string, unknown>>): void {
    this.#database.transaction(() => {
      const before = JSON.stringify(this.audit.newestOf('settings-changed')?.details);
      if (before !== JSON.stringify(settings)) this.#append({ what: 'settings-changed', details: settings });
    });
  }

  /** Writes down that another head names the cells from now on. */
  noteHeadChange(details: Readonly<Record<string, unknown>>): void {
    this.#write({ what: 'head-changed', details }, () => undefined);
  }

  /** Writes down what changed beside the records: files, calibration. */
  note(what: AuditEvent, details: Readonly<Record<string, unknown>>): void {
    this.#write({ what, details }, () => undefined);
  }

  #write(entry: Act, change: (at: string) => void): void {
    this.#database.transaction(() => {
      change(this.#at());
      this.#append(entry);
    });
  }

  #append(entry: Act): void {
    this.audit.append({ session: null, ...entry, at: this.#at() });
  }

  #at(): string {
    return this.#now().toISOString();
  }
}

function administers({ role, disabled }: AccountRecord): boolean {
  return role === 'administrator' && !disabled;
}
