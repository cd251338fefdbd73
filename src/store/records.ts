import type { Role, TokenScope } from '../core/access.ts';
import type { SessionOrder } from '../core/session-order.ts';
import type { Cell, SessionStatus, Tally } from '../core/types.ts';

/** One slide's count. Times are UTC, RFC 3339. */
export interface SessionRecord extends SessionOrder {
  /** UUIDv7. */
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly status: SessionStatus;
  /** Grows by one with every committed change, without gaps. */
  readonly revision: number;
}

/** A cell as it is now, and when it was first counted. */
export interface CellRecord extends Cell {
  readonly session: string;
  readonly countedAt: string;
}

/** A new cell, or a better view of one already counted. */
export interface CellChange {
  readonly cell: Cell;
  /** Null: keep the crop that is stored, if any. */
  readonly cropJpeg: Uint8Array | null;
}

/** The count after a committed change. */
export interface RecordedCount {
  readonly revision: number;
  readonly tally: Tally;
}

/** What the store gives to every outgoing message: its identity, its place in the line and its time. */
export interface Envelope {
  /** UUIDv7; receivers drop repeats by it. */
  readonly id: string;
  /** Grows by one with every message of this device, without gaps. */
  readonly seq: number;
  readonly at: string;
}

export interface OutboxMessage {
  /** Below the device's own topic, for example `session/{id}/result`. */
  readonly topic: string;
  /** JSON. */
  readonly payload: string;
}

/** A message in the line; `at` of its envelope is when its fact happened. */
export interface OutboxRow extends OutboxMessage, Envelope {}

export const AUDIT_EVENTS = [
  'session-started',
  'order-changed',
  'cell-counted',
  'cell-revised',
  'session-ended',
  'result-queued',
  'instrument-claimed',
  'signed-in',
  'sign-in-failed',
  'signed-out',
  'account-added',
  'account-changed',
  'token-created',
  'token-revoked',
  'link-shared',
  'link-revoked',
  'settings-changed',
  'head-changed',
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

export interface NewAuditEntry {
  readonly at: string;
  /** As `actorOf` writes it; when left out, whoever acts at the moment. */
  readonly actor?: string | undefined;
  readonly session: string | null;
  readonly what: AuditEvent;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends Required<NewAuditEntry> {
  /** Place in the trail, from 1. */
  readonly number: number;
  readonly actor: string;
  /** SHA-256 over the hash of the entry before and this entry. */
  readonly hash: string;
}

/** The newest entry of the audit trail; number 0 and an empty hash before the first. */
export interface AuditHead {
  readonly number: number;
  readonly hash: string;
}

export interface AccountRecord {
  readonly name: string;
  readonly role: Role;
  /** Salted hash with its parameters, never the password. */
  readonly password: string;
  readonly disabled: boolean;
  readonly createdAt: string;
}

export interface SignInRecord {
  readonly account: string;
  readonly role: Role;
  readonly signedInAt: string;
  /** When a person last did something. */
  readonly seenAt: string;
}

/** A machine's token, without its secret. */
export interface TokenRecord {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** A link that shows one session, without its secret. */
export interface ShareLinkRecord {
  readonly id: string;
  readonly session: string;
  /** As `actorOf` writes it. */
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

/** How often signing in failed since it last succeeded. */
export interface AttemptRecord {
  readonly failures: number;
  readonly lastFailedAt: string | null;
  readonly succeededAt: string | null;
}
