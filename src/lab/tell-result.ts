import type { ResultMessage } from '../core/wire/mqtt.ts';
import type { OutboxMessage } from '../store/records.ts';
import { resultTopic } from './topics.ts';

/**
 * Puts a result into the words of one destination; null for a result that is not for it. Pure: it runs in the
 * transaction that ends or signs the count.
 */
export type TellResult = (result: ResultMessage) => OutboxMessage | null;

/** The result as it is, in JSON. */
export function tellAsJson(destination: string): (result: ResultMessage) => OutboxMessage {
  return (result) => ({
    destination,
    topic: resultTopic(result.session.id),
    payload: JSON.stringify(result),
  });
}
