import { createHash } from 'node:crypto';

/** One row of the audit trail as it lies in the database; `details` is its JSON text, byte for byte. */
export interface AuditRow {
  readonly number: number;
  /** UTC, RFC 3339. */
  readonly at: string;
  readonly actor: string;
  readonly session: string | null;
  readonly what: string;
  readonly details: string;
}

/** What stands before the first row. */
export const CHAIN_START = '';

/**
 * SHA-256 over the hash of the row before and this row as a JSON array, columns in the order of `AuditRow`:
 * an array has one spelling, where an object's keys have many.
 */
export function auditHash(previousHash: string, row: AuditRow): string {
  const { number, at, actor, session, what, details } = row;
  const canonical = JSON.stringify([previousHash, number, at, actor, session, what, details]);
  return createHash('sha256').update(canonical).digest('hex');
}
