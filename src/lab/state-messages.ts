import type { DifferentialSnapshot } from '../core/types.ts';
import type { InstrumentState } from '../core/wire/live.ts';
import { type HealthMessage, type ProgressMessage, SCHEMA_URN } from '../core/wire/mqtt.ts';

export interface Vitals {
  readonly at: Date;
  readonly uptimeSeconds: number;
  readonly residentBytes: number;
}

/** How the instrument is, for the retained health topic. */
export function healthMessage(state: InstrumentState, vitals: Vitals): HealthMessage {
  return { schema: SCHEMA_URN.health, ...vitals, at: vitals.at.toISOString(), ...state };
}

/** How the count stands. */
export function progressMessage(snapshot: DifferentialSnapshot, device: string, at: Date): ProgressMessage {
  return { schema: SCHEMA_URN.progress, at: at.toISOString(), device, ...snapshot };
}
