import { createHmac } from 'node:crypto';
import { messageOf } from '../core/errors.ts';
import { type Destination, PoisonMessage } from './courier.ts';

/** A receiver that takes longer is tried again. */
const ANSWER_WITHIN_MS = 15_000;
/** HTTP statuses that mean "not this message"; all others but 2xx mean "not now". */
const REFUSED_MESSAGE = [400, 413, 415, 422];
const SECRET_PREFIX = 'whsec_';

export interface Webhook {
  readonly name: string;
  /** http:// or https://. */
  readonly url: string;
  /** Key of the signature; null: not signed. With `whsec_` before it, base64. */
  readonly secret: string | null;
}

export function webhookLine(name: string): string {
  return `webhook:${name}`;
}

/** A program that wants results by HTTP POST, signed as Standard Webhooks says (https://www.standardwebhooks.com). */
export function webhookDestination(webhook: Webhook): Destination {
  return {
    name: webhookLine(webhook.name),
    async deliver({ id, payload }, signal) {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const { secret, url } = webhook;
      const signature = secret === null ? null : signatureOf(secret, `${id}.${timestamp}.${payload}`);
      const answer = await fetch(url, {
        method: 'POST',
        body: payload,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          ...(signature === null ? {} : { 'webhook-signature': signature }),
        },
        // Whoever moves must say so in the settings: the result goes to no address that nobody wrote down.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      }).catch((fault) => {
        throw new Error(reasonOf(fault), { cause: fault });
      });
      // The body may repeat what was sent, and nobody reads it.
      await answer.body?.cancel();
      if (answer.ok) return;
      const told = `it answered ${answer.status} ${answer.statusText}`.trim();
      throw REFUSED_MESSAGE.includes(answer.status) ? new PoisonMessage(told) : new Error(told);
    },
  };
}

function signatureOf(secret: string, signed: string): string {
  const key = secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** fetch says "fetch failed"; its cause says why. */
function reasonOf(fault: unknown): string {
  const cause = fault instanceof Error ? fault.cause : undefined;
  return cause instanceof Error ? messageOf(cause) : messageOf(fault);
}
