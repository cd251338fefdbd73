import { z } from 'zod';
import { BLANK_ORDER } from '../session-order.ts';
import { accession, age, sex, target, wbcCount, wbcIsCorrected } from './session.ts';

/** What the laboratory asks to be counted, the same over MQTT, HL7, FHIR and HTTP. No names, no birth dates. */
export const PRIORITIES = ['stat', 'urgent', 'routine'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** By which way an order came. */
export const ORDER_SOURCES = ['mqtt', 'hl7', 'fhir'] as const;
export type OrderSource = (typeof ORDER_SOURCES)[number];

/** `running` and `done` follow from the sessions of the same accession. */
export const ORDER_STATES = ['waiting', 'running', 'done', 'cancelled'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

const asked = {
  accession,
  age: age.nullable(),
  sex: sex.nullable(),
  wbcCount: wbcCount.nullable(),
  wbcIsCorrected,
  target: target.nullable().describe('White cells to count; null: as the laboratory usually does'),
  tests: z
    .array(z.string().min(1).max(80))
    .max(20)
    .describe('Codes of what was asked for, for people to read'),
  priority: z.enum(PRIORITIES),
};

/** `…/cmd/order`: adds an order to the work list, changes it, or (`cancel`) takes it back. */
export const orderRequest = z.strictObject({
  accession,
  age: asked.age.default(BLANK_ORDER.age),
  sex: asked.sex.default(BLANK_ORDER.sex),
  wbcCount: asked.wbcCount.default(BLANK_ORDER.wbcCount),
  wbcIsCorrected: asked.wbcIsCorrected.default(BLANK_ORDER.wbcIsCorrected),
  target: asked.target.default(null),
  tests: asked.tests.default([]),
  priority: asked.priority.default('routine'),
  cancel: z.boolean().default(false),
});
export type OrderRequest = z.infer<typeof orderRequest>;

/** One line of the work list. */
export const laboratoryOrder = z.object({
  ...asked,
  source: z.enum(ORDER_SOURCES),
  receivedAt: z.iso.datetime().describe('UTC, RFC 3339'),
  state: z.enum(ORDER_STATES),
});
export type LaboratoryOrder = z.infer<typeof laboratoryOrder>;

/** What happens when a session names an accession that nobody ordered. */
export const UNKNOWN_ACCESSIONS = ['allow', 'warn', 'refuse'] as const;
export type UnknownAccessions = (typeof UNKNOWN_ACCESSIONS)[number];

/** GET /api/orders: what waits, most urgent first, then oldest first. */
export const workList = z.object({
  orders: z.array(laboratoryOrder).readonly(),
  unknownAccessions: z
    .enum(UNKNOWN_ACCESSIONS)
    .describe('What happens when a session names an accession that nobody ordered'),
});
export type WorkList = z.infer<typeof workList>;
