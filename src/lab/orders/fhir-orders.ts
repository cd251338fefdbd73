import { ageAt } from '../../core/age-at.ts';
import type { OrderRequest } from '../../core/wire/order.ts';
import {
  type FhirObservation,
  type FhirOrders,
  type FhirPatient,
  type FhirResource,
  type FhirSpecimen,
  fhirOrders,
  type ServiceRequest,
} from '../../core/wire/service-request.ts';
import { checkedOrder, mergedOrders, type SentMeasurement, whiteCellsOf } from './order-facts.ts';
import { OrderRefused } from './order-refused.ts';

/** HL7 table 0203: an accession number. */
const ACCESSION_TYPE = 'ACSN';
const PRIORITY = { stat: 'stat', asap: 'urgent', urgent: 'urgent', routine: 'routine' } as const;

/**
 * The orders of a FHIR R4 ServiceRequest, or of a Bundle of them. The accession is that of the specimen, else the
 * request's identifier of type ACSN, its requisition, or its only identifier. Of the patient, age on the day of the
 * order and sex are taken. Throws `OrderRefused`.
 */
export function readFhirOrders(json: unknown, now: Date): readonly OrderRequest[] {
  const checked = fhirOrders.safeParse(json);
  if (!checked.success) throw new OrderRefused('102', 'no FHIR R4 ServiceRequest, nor a Bundle of them');
  const requests = requestsOf(checked.data);
  if (requests.length === 0) throw new OrderRefused('101', 'no ServiceRequest');
  return mergedOrders(requests.map((request) => orderOf(request, now)));
}

interface Request {
  readonly request: ServiceRequest;
  /** Resources around it, by what references say. */
  readonly around: ReadonlyMap<string, FhirResource>;
}

function requestsOf(orders: FhirOrders): readonly Request[] {
  if (orders.resourceType === 'ServiceRequest') return [withContained(orders, new Map())];
  const around = new Map<string, FhirResource>();
  const requests: ServiceRequest[] = [];
  for (const { fullUrl, resource } of orders.entry) {
    if (!resource) continue;
    if (isRequest(resource)) requests.push(resource);
    else {
      if (fullUrl) around.set(fullUrl, resource);
      if ('id' in resource && resource.id) around.set(`${resource.resourceType}/${resource.id}`, resource);
    }
  }
  return requests.map((request) => withContained(request, around));
}

function isRequest(resource: ServiceRequest | FhirResource): resource is ServiceRequest {
  return resource.resourceType === 'ServiceRequest';
}

function withContained(request: ServiceRequest, around: ReadonlyMap<string, FhirResource>): Request {
  const contained = request.contained.flatMap((resource) =>
    'id' in resource && resource.id ? [[`#${resource.id}`, resource] as const] : [],
  );
  return { request, around: new Map([...around, ...contained]) };
}

function orderOf({ request, around }: Request, now: Date): OrderRequest {
  const accession = accessionOf({ request, around });
  if (request.status === 'revoked' || request.status === 'entered-in-error')
    return checkedOrder({ accession, cancel: true });
  if (request.status !== 'active') throw new OrderRefused('103', `a request that is ${request.status}`);
  const patient = resolve<FhirPatient>(around, request.subject, 'Patient');
  const { coding = [], text } = request.code ?? {};
  const test = coding.find(({ code }) => code)?.code ?? text;
  return checkedOrder({
    accession,
    age: ageAt(patient?.birthDate ?? '', dayOf(request.authoredOn) ?? now),
    sex: patient?.gender === 'female' || patient?.gender === 'male' ? patient.gender : null,
    ...whiteCellsOf(measurementsOf({ request, around })),
    tests: test ? [test] : [],
    priority: PRIORITY[request.priority],
  });
}

function accessionOf({ request, around }: Request): string {
  const specimens = request.specimen.map((reference) => {
    const specimen = resolve<FhirSpecimen>(around, reference, 'Specimen');
    return (
      specimen?.accessionIdentifier?.value ?? specimen?.identifier[0]?.value ?? reference.identifier?.value
    );
  });
  const typed = request.identifier.find(({ type }) =>
    type?.coding.some(({ code }) => code === ACCESSION_TYPE),
  );
  const only = request.identifier.length === 1 ? request.identifier[0]?.value : undefined;
  return specimens.find(Boolean) ?? typed?.value ?? request.requisition?.value ?? only ?? '';
}

function measurementsOf({ request, around }: Request): readonly SentMeasurement[] {
  return request.supportingInfo.flatMap((reference) => {
    const quantity = resolve<FhirObservation>(around, reference, 'Observation');
    const { value, code, unit } = quantity?.valueQuantity ?? {};
    if (!quantity || value === undefined) return [];
    return quantity.code.coding.flatMap((coding) =>
      coding.code ? [{ code: coding.code, value, unit: code ?? unit ?? '' }] : [],
    );
  });
}

function resolve<T extends FhirResource>(
  around: ReadonlyMap<string, FhirResource>,
  reference: { readonly reference?: string | undefined } | undefined,
  type: T['resourceType'],
): T | undefined {
  const resource = reference?.reference === undefined ? undefined : around.get(reference.reference);
  return resource?.resourceType === type ? (resource as T) : undefined;
}

function dayOf(time: string | undefined): Date | null {
  const date = time === undefined ? null : new Date(time);
  return date && !Number.isNaN(date.getTime()) ? date : null;
}
