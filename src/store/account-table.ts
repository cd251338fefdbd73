import type { Role } from '../core/access.ts';
import type { AccountRecord, SignInRecord } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

interface AccountRow {
  name: string;
  role: Role;
  password: string;
  disabled: number;
  created_at: string;
}

/** Accounts and their open sign-ins. All but the queries are part of the caller's transaction. */
export class AccountTable {
  readonly #database: StoreDatabase;
  readonly #all;
  readonly #insert;
  readonly #update;
  readonly #signIn;
  readonly #signInOf;
  readonly #seen;
  readonly #signOut;
  readonly #signOutAll;
  readonly #forget;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#all = database.prepare('SELECT * FROM accounts ORDER BY name');
    this.#insert = database.prepare(
      'INSERT INTO accounts (name, role, password, created_at) VALUES (?, ?, ?, ?)',
    );
    this.#update = database.prepare(
      'UPDATE accounts SET role = ?, password = ?, disabled = ? WHERE name = ?',
    );
    this.#signIn = database.prepare(
      'INSERT INTO sign_ins (digest, account, signed_in_at, seen_at) VALUES (?, ?, ?, ?)',
    );
    this.#signInOf = database.prepare(
      `SELECT account, role, signed_in_at AS signedInAt, seen_at AS seenAt
       FROM sign_ins JOIN accounts ON name = account WHERE digest = ? AND disabled = 0`,
    );
    this.#seen = database.prepare('UPDATE sign_ins SET seen_at = ? WHERE digest = ?');
    this.#signOut = database.prepare('DELETE FROM sign_ins WHERE digest = ? RETURNING account');
    this.#signOutAll = database.prepare('DELETE FROM sign_ins WHERE account = ?');
    this.#forget = database.prepare('DELETE FROM sign_ins WHERE signed_in_at < ?');
  }

  all(): readonly AccountRecord[] {
    return this.#database.guard(() => this.#all.all()).map((row) => toRecord(row as unknown as AccountRow));
  }

  get(name: string): AccountRecord | null {
    return this.all().find((account) => account.name === name) ?? null;
  }

  insert({ name, role, password }: Omit<AccountRecord, 'createdAt' | 'disabled'>, at: string): void {
    this.#insert.run(name, role, password, at);
  }

  update({ name, role, password, disabled }: AccountRecord): void {
    this.#update.run(role, password, Number(disabled), name);
  }

  signIn(digest: string, account: string, at: string): void {
    this.#signIn.run(digest, account, at, at);
  }

  /** The open sign-in of an account that is not disabled. */
  signInOf(digest: string): SignInRecord | null {
    const row = this.#database.guard(() => this.#signInOf.get(digest));
    return row === undefined ? null : ({ ...row } as unknown as SignInRecord);
  }

  seen(digest: string, at: string): void {
    this.#seen.run(at, digest);
  }

  /** The account that was signed out, or null. */
  signOut(digest: string): string | null {
    const row = this.#signOut.get(digest);
    return row === undefined ? null : String(row.account);
  }

  signOutAll(account: string): void {
    this.#signOutAll.run(account);
  }

  /** Takes away sign-ins that were opened before `at`: they can only have run out. */
  forgetSignInsBefore(at: string): void {
    this.#forget.run(at);
  }
}

function toRecord({ created_at, disabled, ...row }: AccountRow): AccountRecord {
  return { ...row, disabled: disabled === 1, createdAt: created_at };
}
