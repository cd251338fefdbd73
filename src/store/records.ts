import type { Role, TokenScope } from '../core/access.ts';
import type { CellClass } from '../core/cells.ts';
import type { SessionOrder } from '../core/session-order.ts';
import type { Box, Cell, SessionStatus, Tally } from '../core/types.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import type { ReviewState, SessionKind } from '../core/wire/review.ts';

/** One slide's count. Times are UTC, RFC 3339. */
export interface SessionRecord extends SessionOrder {
  /** UUIDv7. */
  readonly id: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly status: SessionStatus;
  /** Grows by one with every committed change, without gaps. */
  readonly revision: number;
  readonly kind: SessionKind;
  /** Of its pictures; null where nobody wrote it down. */
  readonly micronsPerPixel: number | null;
  readonly state: ReviewState;
  /** Why a signed session was opened again; null before, and once it is signed anew. */
  readonly amendReason: string | null;
}

/** How the pictures of a session came to be. */
export interface SessionOrigin {
  readonly kind: SessionKind;
  readonly micronsPerPixel: number;
}

/** What a count rests on, as it was when the count ended. */
export interface CountBasis extends Pick<ResultMessage, 'fields' | 'model' | 'detector' | 'classSet'> {}

/** A cell as it is now, and when it was first counted. */
export interface CellRecord extends Cell {
  readonly session: string;
  readonly countedAt: string;
  /** What a person says it is; null: nobody did, and it counts as `class`. */
  readonly decided: CellClass | null;
  /** Null where no crop was kept, and in sessions of earlier versions. */
  readonly crop: CropFrame | null;
}

/** How a cell lies in its crop. */
export interface CropFrame {
  /** Side of the square crop in micrometres. */
  readonly sideUm: number;
  /** The cell in pixels of the crop. */
  readonly box: Box;
}

/** A JPEG of a cell among its neighbours. */
export interface FieldPicture {
  readonly width: number;
  readonly height: number;
  /** The cell in pixels of this picture. */
  readonly box: Box;
  /** Of this picture, which may be reduced. */
  readonly micronsPerPixel: number;
  readonly jpeg: Uint8Array;
}

/** A new cell, or a better view of one already counted. */
export interface CellChange {
  readonly cell: Cell;
  /** Null: keep the crop that is stored, if any. */
  readonly cropJpeg: Uint8Array | null;
  /** Of the crop, when there is one. */
  readonly crop?: CropFrame;
  /** Null or missing: keep what is stored, if anything. */
  readonly field?: FieldPicture | null;
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
  /** Whose line it waits in: `mqtt`, `webhook:NAME` and the like. A fact may be told to several, each in its words. */
  readonly destination: string;
  /** What it tells of, for example `session/{id}/result`; over MQTT the topic below the device's own. */
  readonly topic: string;
  /** Exactly what is sent, each time it is tried: JSON over MQTT, else whatever the destination reads. */
  readonly payload: string;
}

/** A message in its line; `at` of its envelope is when its fact happened. */
export interface OutboxRow extends OutboxMessage, Envelope {
  /** Its place among all rows; the `id` may stand in several lines. */
  readonly number: number;
}

/** Set aside: its receiver will never take it. Dropped: a person gave it up. */
export const OUTBOX_STATES = ['waiting', 'set-aside', 'sent', 'dropped'] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A message without what it says, for the person who looks after the outbox. */
export interface OutboxEntry extends Omit<OutboxRow, 'payload'> {
  readonly state: OutboxState;
  /** When it came into this state. */
  readonly since: string;
  /** Why it was set aside; null when it was not. */
  readonly reason: string | null;
}

/** How one destination's line stands. */
export interface OutboxLine {
  readonly destination: string;
  readonly waiting: number;
  readonly setAside: number;
}

export const AUDIT_EVENTS = [
  'session-started',
  'order-changed',
  'cell-counted',
  'cell-revised',
  'session-paused',
  'session-resumed',
  'session-ended',
  'cell-decided',
  'second-reading-opened',
  'second-reading-closed',
  'session-signed',
  'session-amended',
  'session-deleted',
  'session-exported',
  'note-added',
  'tally-started',
  'tally-kept',
  'tally-discarded',
  'quiz-set-made',
  'result-queued',
  'order-received',
  'order-cancelled',
  'chamber-reading-taken',
  'chamber-reading-refused',
  'chamber-readings-erased',
  'message-set-aside',
  'message-retried',
  'message-dropped',
  'messages-cleared',
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
  'settings-written',
  'restart-asked',
  'laboratory-file-written',
  'scale-kept',
  'self-tested',
  'clock-vouched',
  'pictures-erased',
  'control-judged',
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
