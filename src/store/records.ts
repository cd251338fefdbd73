import type { Cell, SessionStatus, Tally } from '../core/types.ts';

/** One slide's count. Times are UTC, RFC 3339. */
export interface SessionRecord {
  /** UUIDv7. */
  readonly id: string;
  readonly accession: string | null;
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
  'cell-counted',
  'cell-revised',
  'session-ended',
  'result-queued',
] as const;
export type AuditEvent = (typeof AUDIT_EVENTS)[number];

export interface AuditEntry {
  readonly at: string;
  readonly session: string | null;
  readonly what: AuditEvent;
  readonly details: Readonly<Record<string, unknown>>;
}
