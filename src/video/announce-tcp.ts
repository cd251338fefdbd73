import { isIPv6 } from 'node:net';

const TCP_DOOR = /^(a=candidate:\S+ 1 tcp \d+ )(\S+)( \d+ typ host tcptype passive .*\r\n)/gm;

/**
 * An answer that names its TCP ports under the announced addresses too: werift listens under addresses of this
 * machine only, and so tells those of a NAT for UDP alone.
 */
export function announceTcp(answer: string, announced: readonly string[]): string {
  const told = new Set([...answer.matchAll(TCP_DOOR)].map(([, , address]) => address));
  const missing = announced.filter((address) => !told.has(address));
  return answer.replace(TCP_DOOR, (line, before: string, own: string, after: string) => {
    const alike = missing.filter((address) => isIPv6(address) === isIPv6(own));
    return [line, ...alike.map((address) => before + address + after)].join('');
  });
}
