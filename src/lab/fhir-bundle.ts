import type {
  Bundle,
  BundleEntry,
  Device,
  DiagnosticReport,
  Practitioner,
  Provenance,
  Reference,
  Specimen,
} from '@medplum/fhirtypes';
import { v5 as uuidOf } from 'uuid';
import { classSetSentence } from '../core/class-set-sentence.ts';
import { flagSentence } from '../core/flag-sentence.ts';
import { resultValues } from '../core/result-values.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import { PANEL_CODE } from './codes.ts';
import { type About, observationOf } from './fhir-observation.ts';

/** Under it devices get their ids, so that every result of a device names the same one. */
const DEVICE_NAMESPACE = '5d1f7a86-52f4-4a3e-8f0b-0f5d3f3a1c70';
const SYSTEM = {
  loinc: 'http://loinc.org',
  uri: 'urn:ietf:rfc:3986',
  accession: 'urn:hematovision:accession',
  device: 'urn:hematovision:device',
  person: 'urn:hematovision:account',
} as const;
/** How FHIR marks what must not be taken for a patient's. */
const TEST_TAG = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' } as const;

type Stored = DiagnosticReport | Device | Specimen | Provenance | ReturnType<typeof observationOf>;

/**
 * The result as a FHIR R4 transaction: the report, an observation for each class and unit, specimen, device and who
 * vouches for it. Ids follow from the session, so that a repeat changes nothing and a corrected result replaces what
 * it corrects. The patient is known by the accession of the specimen alone. Pure.
 */
export function fhirBundle(result: ResultMessage): Bundle {
  const { session } = result;
  const ids = {
    report: uuidOf('report', session.id),
    specimen: uuidOf('specimen', session.id),
    provenance: uuidOf('provenance', result.id),
    device: uuidOf(`${result.site}/${result.device}`, DEVICE_NAMESPACE),
  };
  const about = {
    specimen: referenceTo<Specimen>(ids.specimen),
    device: referenceTo<Device>(ids.device),
    signer: signerOf(result),
  };
  const observations = resultValues(result).map((value) =>
    observationOf(value, { result, about, id: uuidOf(`${value.analyte}/${value.measure}`, session.id) }),
  );
  const resources: readonly Stored[] = [
    report(result, { id: ids.report, about, observations: observations.map(({ id }) => id) }),
    ...observations,
    specimen(result, ids.specimen),
    device(result, ids.device),
    provenance(result, ids),
  ];
  return {
    resourceType: 'Bundle',
    ...(result.test && { meta: { tag: [TEST_TAG] } }),
    identifier: { system: SYSTEM.uri, value: `urn:uuid:${result.id}` },
    type: 'transaction',
    timestamp: result.at,
    entry: resources.map((resource) => entry(result.test ? tagged(resource) : resource)),
  };
}

function entry(resource: Stored): BundleEntry {
  const { resourceType, id } = resource;
  return { fullUrl: `urn:uuid:${id}`, resource, request: { method: 'PUT', url: `${resourceType}/${id}` } };
}

function tagged<T extends Stored>(resource: T): T {
  return { ...resource, meta: { tag: [TEST_TAG] } };
}

function referenceTo<T extends Stored>(id: string): Reference<T> {
  return { reference: `urn:uuid:${id}` };
}

/** Who is answerable for it: who signed. */
function signerOf({ signed }: ResultMessage): Reference<Practitioner> | null {
  if (signed === null) return null;
  const identifier = { system: SYSTEM.person, value: signed.by };
  return { type: 'Practitioner', identifier, display: signed.by };
}

interface Report {
  readonly id: string;
  readonly about: About;
  readonly observations: readonly string[];
}

function report(result: ResultMessage, { id, about, observations }: Report): DiagnosticReport {
  const { session, signed } = result;
  return {
    resourceType: 'DiagnosticReport',
    id,
    identifier: [{ system: SYSTEM.uri, value: `urn:uuid:${session.id}` }],
    status: result.status,
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'LAB' }] }],
    code: { coding: [{ system: SYSTEM.loinc, code: PANEL_CODE.loinc }], text: PANEL_CODE.name },
    effectiveDateTime: session.endedAt,
    issued: signed?.at ?? result.at,
    ...(about.signer && { performer: [about.signer], resultsInterpreter: [about.signer] }),
    specimen: [about.specimen],
    result: observations.map((observation) => ({ reference: `urn:uuid:${observation}` })),
    conclusion: conclusion(result),
  };
}

function conclusion(result: ResultMessage): string {
  const { signed, flags, patient, disclaimer, reason, supersedes, classSet } = result;
  return [
    ...(supersedes ? [`Replaces result ${supersedes}: ${reason ?? ''}`] : []),
    ...(signed?.comment ? [signed.comment] : []),
    ...flags.map(flagSentence),
    ...(patient.ageIsAssumed ? ["No age was given: ranges are those of the laboratory's assumption."] : []),
    classSetSentence(classSet) ?? [],
    disclaimer,
  ]
    .flat()
    .join('\n');
}

function specimen({ session }: ResultMessage, id: string): Specimen {
  return {
    resourceType: 'Specimen',
    id,
    ...(session.accession !== null && {
      accessionIdentifier: { system: SYSTEM.accession, value: session.accession },
    }),
    type: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0487', code: 'BLD' }],
      text: 'Whole blood, smear',
    },
  };
}

function device({ site, device: name, software, model, detector }: ResultMessage, id: string): Device {
  return {
    resourceType: 'Device',
    id,
    identifier: [{ system: SYSTEM.device, value: `${site}/${name}` }],
    deviceName: [{ name: software.name, type: 'model-name' }],
    version: [
      { type: { text: 'software' }, value: software.version },
      ...[detector, model].flatMap((one) =>
        one ? [{ type: { text: one.name }, value: `${one.version} sha256:${one.sha256}` }] : [],
      ),
      ...(model ? [{ type: { text: `${model.name} head` }, value: `sha256:${model.headSha256}` }] : []),
    ],
  };
}

/** Who vouches for the report, what assembled it, and which result it replaces. */
function provenance(
  result: ResultMessage,
  ids: { readonly provenance: string; readonly report: string; readonly device: string },
): Provenance {
  const { signed, supersedes, reason } = result;
  const role = (code: string) => ({
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code }],
  });
  const replaced = { identifier: { system: SYSTEM.uri, value: `urn:uuid:${supersedes}` } };
  const verifier = signerOf(result);
  return {
    resourceType: 'Provenance',
    id: ids.provenance,
    target: [referenceTo<DiagnosticReport>(ids.report)],
    recorded: signed?.at ?? result.at,
    ...(reason && { reason: [{ text: reason }] }),
    agent: [
      { type: role('assembler'), who: referenceTo<Device>(ids.device) },
      ...(verifier ? [{ type: role('verifier'), who: verifier }] : []),
    ],
    ...(supersedes && { entity: [{ role: 'revision', what: replaced }] }),
  };
}
