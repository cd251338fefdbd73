import type { DifferentialSnapshot } from '../core/types.ts';
import { type HealthFacts, type HealthMessage, type ProgressMessage, SCHEMA_URN } from '../core/wire/mqtt.ts';

export interface Vitals {
  readonly at: Date;
  readonly uptimeSeconds: number;
  readonly residentBytes: number;
}

/** How the instrument is, for the retained health topic. */
export function healthMessage(facts: HealthFacts, vitals: Vitals): HealthMessage {
  return { schema: SCHEMA_URN.health, ...vitals, at: vitals.at.toISOString(), ...facts };
}

/** How the count stands. */
export function progressMessage(snapshot: DifferentialSnapshot, device: string, at: Date): ProgressMessage {
  return { schema: SCHEMA_URN.progress, at: at.toISOString(), device, ...snapshot };
}
