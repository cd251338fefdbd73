import { type WorkList, workList } from '../../core/wire/order.ts';
import { type Answer, ask } from '../api/ask.ts';

/** What the laboratory asked for and nobody has begun. */
export function readWorkList(baseUrl: string): Promise<Answer<WorkList>> {
  return ask(new URL('api/orders', baseUrl), { schema: workList });
}
