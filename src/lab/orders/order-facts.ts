import { type OrderRequest, orderRequest } from '../../core/wire/order.ts';
import { OrderRefused } from './order-refused.ts';

/** Leukocytes per volume of blood by any method (LOINC), and without nucleated red cells. */
const WBC_CODES = ['26464-8', '6690-2', '804-5'];
const CORRECTED_WBC_CODES = ['12227-5'];
/** All of these are the same number. */
const WBC_UNITS = ['10*9/l', '10^9/l', '10*3/ul', '10^3/ul', 'x10*9/l', 'x10^9/l', 'x10*3/ul', 'x10^3/ul'];

/** A measurement that came with an order. */
export interface SentMeasurement {
  /** LOINC. */
  readonly code: string;
  readonly value: number;
  readonly unit: string;
}

type WhiteCells = Pick<OrderRequest, 'wbcCount' | 'wbcIsCorrected'>;

/** The white-cell count among the measurements of an order; the one without nucleated red cells where both came. */
export function whiteCellsOf(measurements: readonly SentMeasurement[]): Partial<WhiteCells> {
  const found = (codes: readonly string[]) => measurements.find(({ code }) => codes.includes(code));
  const corrected = found(CORRECTED_WBC_CODES);
  const measurement = corrected ?? found(WBC_CODES);
  if (!measurement) return {};
  const unit = measurement.unit.replaceAll(/\s/g, '').toLowerCase();
  if (!WBC_UNITS.includes(unit))
    throw new OrderRefused('103', 'the unit of the white-cell count is none of 10*9/L, 10*3/uL');
  return { wbcCount: measurement.value, wbcIsCorrected: corrected !== undefined };
}

/** An order as the work list takes it. Throws `OrderRefused`, which names the wrong fields and none of their values. */
export function checkedOrder(order: Partial<OrderRequest>): OrderRequest {
  if (!order.accession) throw new OrderRefused('101', 'no accession number');
  const checked = orderRequest.safeParse(order);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new OrderRefused('102', faults.join('; '));
}

/** One order an accession: tests that came as orders of their own are put together. */
export function mergedOrders(orders: readonly OrderRequest[]): readonly OrderRequest[] {
  const merged = new Map<string, OrderRequest>();
  for (const order of orders) {
    const before = merged.get(`${order.accession} ${order.cancel}`);
    const tests = [...new Set([...(before?.tests ?? []), ...order.tests])];
    merged.set(`${order.accession} ${order.cancel}`, { ...before, ...order, tests });
  }
  return [...merged.values()];
}
