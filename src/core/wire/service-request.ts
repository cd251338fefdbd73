import { z } from 'zod';

/**
 * What is read of FHIR R4 orders: a ServiceRequest or a Bundle around it. Names, addresses and the like pass
 * unseen; receivers let what they do not know pass.
 */
const text = z.string().max(1000);
const coding = z.object({ system: text.optional(), code: text.optional() });
const concept = z.object({ coding: z.array(coding).default([]), text: text.optional() });
const identifier = z.object({ type: concept.optional(), value: text.optional() });
const reference = z.object({ reference: text.optional(), identifier: identifier.optional() });

const patient = z.object({
  resourceType: z.literal('Patient'),
  id: text.optional(),
  birthDate: text.optional(),
  gender: text.optional(),
});

const specimen = z.object({
  resourceType: z.literal('Specimen'),
  id: text.optional(),
  accessionIdentifier: identifier.optional(),
  identifier: z.array(identifier).default([]),
});

const observation = z.object({
  resourceType: z.literal('Observation'),
  id: text.optional(),
  code: concept,
  valueQuantity: z.object({ value: z.number(), code: text.optional(), unit: text.optional() }).optional(),
});

const READ = ['Patient', 'Specimen', 'Observation', 'ServiceRequest'];
/** A resource that is read must be in order; any other may be what it likes. */
const other = z.object({ resourceType: text.refine((type) => !READ.includes(type)) });

const known = z.union([patient, specimen, observation, other]);

export const serviceRequest = z.object({
  resourceType: z.literal('ServiceRequest'),
  status: z.enum(['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown']),
  priority: z.enum(['routine', 'urgent', 'asap', 'stat']).default('routine'),
  code: concept.optional(),
  identifier: z.array(identifier).default([]),
  requisition: identifier.optional(),
  subject: reference.optional(),
  specimen: z.array(reference).default([]),
  supportingInfo: z.array(reference).default([]),
  authoredOn: text.optional(),
  contained: z.array(known).default([]),
});
export type ServiceRequest = z.infer<typeof serviceRequest>;

export const fhirOrders = z.union([
  serviceRequest,
  z.object({
    resourceType: z.literal('Bundle'),
    entry: z.array(
      z.object({ fullUrl: text.optional(), resource: z.union([serviceRequest, known]).optional() }),
    ),
  }),
]);
export type FhirOrders = z.infer<typeof fhirOrders>;
export type FhirResource = z.infer<typeof known>;
export type FhirPatient = z.infer<typeof patient>;
export type FhirSpecimen = z.infer<typeof specimen>;
export type FhirObservation = z.infer<typeof observation>;
