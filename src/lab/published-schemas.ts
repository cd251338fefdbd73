import { z } from 'zod';
import { chamberReading, takenChamberReading } from '../core/wire/hemocytometer.ts';
import {
  COMMANDS,
  commandResponse,
  healthMessage,
  progressMessage,
  resultMessage,
  SCHEMA_URN,
  snapshotPicture,
  statusMessage,
} from '../core/wire/mqtt.ts';

const PUBLISHED = {
  status: { urn: SCHEMA_URN.status, schema: statusMessage },
  health: { urn: SCHEMA_URN.health, schema: healthMessage },
  progress: { urn: SCHEMA_URN.progress, schema: progressMessage },
  result: { urn: SCHEMA_URN.result, schema: resultMessage },
  response: { urn: SCHEMA_URN.response, schema: commandResponse },
  'command-start': { urn: 'urn:hematovision:mqtt:command-start:1', schema: COMMANDS.start },
  'command-end': { urn: 'urn:hematovision:mqtt:command-end:1', schema: COMMANDS.end },
  'command-status': { urn: 'urn:hematovision:mqtt:command-status:1', schema: COMMANDS.status },
  'command-snapshot': { urn: 'urn:hematovision:mqtt:command-snapshot:1', schema: COMMANDS.snapshot },
  'command-order': { urn: 'urn:hematovision:mqtt:command-order:1', schema: COMMANDS.order },
  'hemocytometer-reading': { urn: 'urn:hematovision:mqtt:hemocytometer-reading:1', schema: chamberReading },
  'hemocytometer-taken': { urn: 'urn:hematovision:mqtt:hemocytometer-taken:1', schema: takenChamberReading },
  'snapshot-picture': { urn: 'urn:hematovision:mqtt:snapshot-picture:1', schema: snapshotPicture },
} as const;

/**
 * The MQTT payloads as JSON Schema (draft 2020-12), by file name without `.json`. Messages that go out allow
 * keys this version does not know, so that a receiver's check outlives an addition; commands allow none.
 */
export function publishedSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(PUBLISHED).map(([name, { urn, schema }]) => {
      // "input": without it zod closes every object and calls defaults required.
      const { $schema, ...body } = z.toJSONSchema(schema, {
        target: 'draft-2020-12',
        io: 'input',
        override: plain,
      });
      return [name, { $schema, $id: urn, ...body }];
    }),
  );
}

/** Leaves out what says nothing to a reader in another language. */
function plain({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  delete jsonSchema.readOnly;
}
