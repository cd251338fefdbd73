import { describe, expect, it } from 'vitest';
import { HematovisionError } from '../../src/core/errors.ts';
import { readOffer } from '../../src/video/offer.ts';
import { Mutator } from '../support/mutate.ts';

const H264 = (type: number, parameters: string) =>
  [`a=rtpmap:${type} H264/90000`, `a=fmtp:${type} ${parameters}`, ''].join('\r\n');

/** An offer as browsers make it, of these codecs. */
function offerOf(codecs: string, { direction = 'recvonly', port = 9 } = {}): string {
  const types = [...codecs.matchAll(/rtpmap:(\d+)/g)].map(([, type]) => type).join(' ');
  return [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    `m=video ${port} UDP/TLS/RTP/SAVPF ${types}`,
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuv',
    `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass',
    'a=mid:0',
    `a=${direction}`,
    'a=rtcp-mux',
    'a=candidate:1 1 udp 2113937151 0a1b2c3d.local 50000 typ host',
    'a=candidate:2 1 udp 2113937150 192.0.2.7 50001 typ host',
    'a=end-of-candidates',
    codecs,
  ].join('\r\n');
}

const CONSTRAINED = H264(108, 'packetization-mode=1;profile-level-id=42e01f');
const BASELINE = H264(102, 'packetization-mode=1;profile-level-id=42001f');
const VP8 = 'a=rtpmap:96 VP8/90000\r\n';

function refusalOf(sdp: string): string {
  try {
    readOffer(sdp);
    return 'taken';
  } catch (fault) {
    return fault instanceof HematovisionError ? fault.code : String(fault);
  }
}

describe('a player’s offer', () => {
  it('is cut down to constrained baseline, whatever else and in whatever order it can', () => {
    const high = H264(112, 'packetization-mode=1;profile-level-id=64001f');
    const single = H264(106, 'packetization-mode=0;profile-level-id=42e01f');
    const [video] = readOffer(offerOf(VP8 + BASELINE + single + high + CONSTRAINED)).media;
    expect(video?.rtp.codecs.map(({ payloadType }) => payloadType)).toEqual([108]);
    const [plain] = readOffer(offerOf(VP8 + BASELINE)).media;
    expect(plain?.rtp.codecs.map(({ payloadType }) => payloadType)).toEqual([102]);
  });

  it('loses candidates that are mere names, and the end of them', () => {
    const [video] = readOffer(offerOf(CONSTRAINED)).media;
    expect(video?.iceCandidates.map(({ ip }) => ip)).toEqual(['192.0.2.7']);
    expect(video?.iceCandidatesComplete).toBe(false);
  });

  it.each([
    ['without H.264', offerOf(VP8)],
    ['that packs in single units only', offerOf(H264(106, 'packetization-mode=0;profile-level-id=42e01f'))],
    ['of high profile only', offerOf(H264(112, 'packetization-mode=1;profile-level-id=64001f'))],
    ['that wants to send', offerOf(CONSTRAINED, { direction: 'sendonly' })],
    ['that switched its video off', offerOf(CONSTRAINED, { port: 0 })],
  ])('%s is refused', (_what, sdp) => {
    expect(refusalOf(sdp)).toBe('offer-refused');
  });

  it.each([
    ['empty', ''],
    ['JSON', '{"type":"offer"}'],
    ['half', offerOf(CONSTRAINED).slice(0, 120)],
    ['without keys', offerOf(CONSTRAINED).replace(/a=(fingerprint|setup).*\r\n/g, '')],
  ])('that is %s cannot be read', (_what, sdp) => {
    expect(refusalOf(sdp)).toBe('offer-unreadable');
  });

  it('never breaks more than itself, however it is garbled', () => {
    const mutator = new Mutator(1);
    for (let i = 0; i < 300; i++) {
      const garbled = mutator.mutate(offerOf(VP8 + CONSTRAINED)).toString();
      expect(['taken', 'offer-refused', 'offer-unreadable']).toContain(refusalOf(garbled));
    }
  });
});
