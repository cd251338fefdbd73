/** ok: as it should be; note: worth knowing; fault: something needed is not there. */
export type Outcome = 'ok' | 'note' | 'fault';

/** What one check found, and what to do about it. */
export interface Found {
  readonly outcome: Outcome;
  readonly found: string;
  readonly hint?: string;
}

export interface Finding extends Found {
  readonly check: string;
}
