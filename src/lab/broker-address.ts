import { HematovisionError, messageOf } from '../core/errors.ts';
import { REASON } from './reason-codes.ts';

const PROTOCOLS = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];

export interface BrokerAddress {
  /** Without user name and password: safe to show and to log. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** Takes a broker's address apart; what is in `credentials` goes before what is in the address. */
export function brokerAddress(
  text: string,
  credentials: { readonly username?: string | undefined; readonly password?: string | undefined },
): BrokerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !PROTOCOLS.includes(url.protocol) || !url.hostname) {
    // The text itself may hold a password and is not repeated.
    throw new HematovisionError('broker-unreachable', 'The address of the broker cannot be read', {
      hint: 'lab.broker takes embedded, off, mqtt://host:1883, mqtts://host:8883, ws://… or wss://….',
    });
  }
  const username = credentials.username ?? (url.username ? decodeURIComponent(url.username) : undefined);
  const password = credentials.password ?? (url.password ? decodeURIComponent(url.password) : undefined);
  url.username = '';
  url.password = '';
  return { url: url.href, username, password };
}

/** Why there is no connection, and what to do about it. */
export function brokerFault(url: string, fault: unknown): HematovisionError {
  if (fault instanceof HematovisionError) return fault;
  const code = codeOf(fault);
  const hint = hintFor(code, fault);
  return new HematovisionError('broker-unreachable', `${url}: ${messageOf(fault) || String(code)}`, {
    cause: fault,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The MQTT reason code or the system's error code of anything that was thrown. */
export function codeOf(fault: unknown): unknown {
  return fault instanceof Error && 'code' in fault ? fault.code : undefined;
}

function hintFor(code: unknown, fault: unknown): string | undefined {
  if (typeof code === 'number' && REASON.refusedCredentials.includes(code)) {
    return 'Check lab.username, lab.password and lab.tls, and what the broker lets this user do. Results wait on disk.';
  }
  if (code === REASON.sessionTakenOver)
    return 'Another program uses the same site and device name. Give each instrument a name of its own.';
  if (code === 'ECONNREFUSED')
    return 'No broker listens there. Start it, or correct lab.broker. Results wait on disk.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return 'The name of the broker is not known here. Check lab.broker and the network. Results wait on disk.';
  }
  if (/certificate|CERT|TLS|SSL/i.test(`${String(code)} ${messageOf(fault)}`)) {
    return 'The encrypted connection failed. Check lab.tls, the certificate of the broker and its name. Results wait on disk.';
  }
  return undefined;
}
