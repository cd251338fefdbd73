import type { TokenScope } from '../core/access.ts';
import type { ShareLinkRecord, TokenRecord } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

const TOKEN = `name, scopes, created_at AS createdAt, expires_at AS expiresAt, last_used_at AS lastUsedAt,
  revoked_at AS revokedAt`;
const LINK = `id, session, created_by AS createdBy, created_at AS createdAt, expires_at AS expiresAt,
  revoked_at AS revokedAt`;

/** What is handed out to be shown again: tokens of machines and share links. Found by the digest of their secret. */
export class GrantTable {
  readonly #database: StoreDatabase;
  readonly #insertToken;
  readonly #tokens;
  readonly #tokenOf;
  readonly #tokenUsed;
  readonly #revokeToken;
  readonly #insertLink;
  readonly #links;
  readonly #linkOf;
  readonly #revokeLink;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#insertToken = database.prepare(
      'INSERT INTO tokens (name, digest, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    );
    this.#tokens = database.prepare(`SELECT ${TOKEN} FROM tokens ORDER BY created_at, name`);
    this.#tokenOf = database.prepare(`SELECT ${TOKEN} FROM tokens WHERE digest = ?`);
    this.#tokenUsed = database.prepare('UPDATE tokens SET last_used_at = ? WHERE digest = ?');
    this.#revokeToken = database.prepare(
      'UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL',
    );
    this.#insertLink = database.prepare(
      'INSERT INTO share_links (id, digest, session, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#links = database.prepare(`SELECT ${LINK} FROM share_links WHERE session = ? ORDER BY created_at`);
    this.#linkOf = database.prepare(`SELECT ${LINK} FROM share_links WHERE digest = ?`);
    this.#revokeLink = database.prepare(
      'UPDATE share_links SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING session',
    );
  }

  insertToken(token: Omit<TokenRecord, 'lastUsedAt' | 'revokedAt'>, digest: string): void {
    const { name, scopes, createdAt, expiresAt } = token;
    this.#insertToken.run(name, digest, JSON.stringify(scopes), createdAt, expiresAt);
  }

  tokens(): readonly TokenRecord[] {
    return this.#database.guard(() => this.#tokens.all()).map(toToken);
  }

  tokenOf(digest: string): TokenRecord | null {
    const row = this.#database.guard(() => this.#tokenOf.get(digest));
    return row === undefined ? null : toToken(row);
  }

  tokenUsed(digest: string, at: string): void {
    this.#tokenUsed.run(at, digest);
  }

  /** False when there is no such token, or no longer. */
  revokeToken(name: string, at: string): boolean {
    return this.#revokeToken.run(at, name).changes > 0;
  }

  insertLink(link: Omit<ShareLinkRecord, 'revokedAt'>, digest: string): void {
    const { id, session, createdBy, createdAt, expiresAt } = link;
    this.#insertLink.run(id, digest, session, createdBy, createdAt, expiresAt);
  }

  links(session: string): readonly ShareLinkRecord[] {
    const rows = this.#database.guard(() => this.#links.all(session));
    return rows.map((row) => ({ ...row }) as unknown as ShareLinkRecord);
  }

  linkOf(digest: string): ShareLinkRecord | null {
    const row = this.#database.guard(() => this.#linkOf.get(digest));
    return row === undefined ? null : ({ ...row } as unknown as ShareLinkRecord);
  }

  /** The session of the link that was revoked; null when there is no such link, or no longer. */
  revokeLink(id: string, at: string): string | null {
    const row = this.#revokeLink.get(at, id);
    return row === undefined ? null : String(row.session);
  }
}

function toToken(row: object): TokenRecord {
  const { scopes, ...rest } = row as Omit<TokenRecord, 'scopes'> & { scopes: string };
  return { ...rest, scopes: JSON.parse(scopes) as TokenScope[] };
}
