import { z } from 'zod';
import { resultMessage } from '../../../src/core/wire/mqtt.ts';
import type { Delivery } from './drain-queue.ts';

/**
 * Why a message is no result, or not one of the appliance that sent it; null for a result. The broker lets each
 * appliance speak below its own topic only, so the topic says who it was.
 */
export function whyRefused({ topic, content }: Delivery): string | null {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    return 'not JSON in UTF-8';
  }
  const read = resultMessage.safeParse(json);
  if (!read.success) return z.prettifyError(read.error);
  const { site, device, session } = read.data;
  const own = `hematovision.v1.${site}.${device}.session.${session.id}.result`;
  return topic === own ? null : `it says it belongs to ${own}`;
}
