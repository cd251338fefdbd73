import { actingAs } from '../../core/acting-as.ts';
import type { LaboratoryOrder, OrderRequest, OrderSource } from '../../core/wire/order.ts';
import type { OrderTable } from '../../store/order-table.ts';

/** Who orders, in the audit trail. */
const LABORATORY = 'laboratory';

/** Puts orders on the work list, all or none. Throws `order-missing` for one that is cancelled and not there. */
export type TakeOrders = (orders: readonly OrderRequest[], source: OrderSource) => readonly LaboratoryOrder[];

export function takingOrders(table: OrderTable): TakeOrders {
  return (orders, source) => actingAs(LABORATORY, () => table.take(orders, source));
}
