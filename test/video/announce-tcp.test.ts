import { describe, expect, it } from 'vitest';
import { announceTcp } from '../../src/video/announce-tcp.ts';

const UDP = 'a=candidate:1 1 udp 2116026367 10.0.0.5 40000 typ host generation 0\r\n';
const ACTIVE = 'a=candidate:2 1 tcp 1776287743 10.0.0.5 9 typ host tcptype active generation 0\r\n';
const passive = (address: string) =>
  `a=candidate:2 1 tcp 1772093439 ${address} 40000 typ host tcptype passive generation 0\r\n`;

describe('announced TCP ports', () => {
  it('are the listening ones, under the announced addresses of their family', () => {
    const own = UDP + passive('10.0.0.5') + ACTIVE + passive('fd00::5');
    expect(announceTcp(own, ['203.0.113.7', '2001:db8::7'])).toBe(
      UDP +
        passive('10.0.0.5') +
        passive('203.0.113.7') +
        ACTIVE +
        passive('fd00::5') +
        passive('2001:db8::7'),
    );
  });

  it('are told once, and not at all without TCP', () => {
    const own = passive('10.0.0.5') + passive('127.0.0.1');
    expect(announceTcp(own, ['127.0.0.1'])).toBe(own);
    expect(announceTcp(UDP, ['203.0.113.7'])).toBe(UDP);
  });
});
