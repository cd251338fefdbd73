import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iceServersOf } from '../../src/ui/video/ice-servers.ts';
import { PacketLoss } from '../../src/ui/video/packet-loss.ts';
import { trickleFragment } from '../../src/ui/video/trickle-fragment.ts';

const OFFER = [
  'v=0',
  'o=- 46117327 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'm=video 9 UDP/TLS/RTP/SAVPF 102 103',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:EsAw',
  'a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y',
  'a=mid:0',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'a=ice-ufrag:EsAw',
  'a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y',
  'a=mid:1',
  '',
].join('\r\n');

describe('a trickle fragment', () => {
  it('names the offer and the candidates that are new', () => {
    const candidate = 'candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host';
    expect(trickleFragment(OFFER, [candidate, null])).toBe(
      [
        'a=ice-ufrag:EsAw',
        'a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y',
        'm=video 9 UDP/TLS/RTP/SAVPF 102 103',
        'a=mid:0',
        `a=${candidate}`,
        'a=end-of-candidates',
        '',
      ].join('\r\n'),
    );
  });
});

describe('the Link header of a WHEP answer', () => {
  it('names STUN and TURN servers', () => {
    const header =
      '<stun:stun.example.net>; rel="ice-server", <turn:turn.example.net?transport=udp>; rel="ice-server"; ' +
      'username="user, one"; credential="my;Password"; credential-type="password", </api>; rel=describedby';
    expect(iceServersOf(header)).toEqual([
      { urls: 'stun:stun.example.net' },
      { urls: 'turn:turn.example.net?transport=udp', username: 'user, one', credential: 'my;Password' },
    ]);
  });

  it.each([[null], [''], ['stun:stun.example.net'], ['<stun:x>'], ['<stun:x>; rel="other"']])(
    'names none in %j',
    (header) => {
      expect(iceServersOf(header)).toEqual([]);
    },
  );

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (header) => void iceServersOf(header)));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>;,="rel ice-srv') }), (s) => void iceServersOf(s)),
    );
  });
});

describe('packet loss', () => {
  const lossOf = (...counts: [received: number, lost: number][]): number => {
    const loss = new PacketLoss();
    for (const [received, lost] of counts) loss.take({ received, lost });
    return loss.share;
  };

  it('is a share of the packets of the last ten seconds', () => {
    expect(lossOf()).toBe(0);
    expect(lossOf([100, 50])).toBe(0);
    expect(lossOf([100, 50], [195, 55])).toBe(0.05);
    const growing = Array.from({ length: 20 }, (_, second): [number, number] => [
      second * 90,
      Math.min(second, 5) * 10,
    ]);
    expect(lossOf(...growing.slice(0, 6))).toBe(0.1);
    expect(lossOf(...growing)).toBe(0);
  });

  it('takes back what came late after all', () => {
    expect(lossOf([100, 50], [200, 40])).toBe(0);
  });

  it('stays a share', () => {
    const counts = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 30 });
    fc.assert(
      fc.property(counts, (steps) => {
        const received = steps.map(([more]) => more);
        const share = lossOf(
          ...steps.map(([, lost], at): [number, number] => [
            received.slice(0, at + 1).reduce((a, b) => a + b, 0),
            lost,
          ]),
        );
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });
});
