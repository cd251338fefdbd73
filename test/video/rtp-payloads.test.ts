import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PAYLOAD_BYTES, rtpPayloads } from '../../src/video/rtp-payloads.ts';

/** What a player makes of the payloads of one picture (RFC 6184). */
function depacketised(payloads: readonly Buffer[]): Buffer[] {
  const nals: Buffer[] = [];
  for (const payload of payloads) {
    const [indicator = 0, header = 0] = payload;
    if ((indicator & 0x1f) !== 28) nals.push(payload);
    else if (header & 0x80)
      nals.push(Buffer.from([(indicator & 0xe0) | (header & 0x1f), ...payload.subarray(2)]));
    else nals.push(Buffer.concat([nals.pop() ?? Buffer.alloc(0), payload.subarray(2)]));
  }
  return nals;
}

const nal = fc
  .tuple(fc.constantFrom(0x67, 0x68, 0x65, 0x41), fc.uint8Array({ minLength: 1, maxLength: 5000 }))
  .map(([head, rest]) => Buffer.from([head, ...rest]));

describe('payloads of H.264', () => {
  it('give a player back what went in, in packets that fit', () => {
    fc.assert(
      fc.property(fc.array(nal, { minLength: 1, maxLength: 4 }), (nals) => {
        const payloads = rtpPayloads(nals);
        expect(depacketised(payloads)).toEqual(nals);
        for (const { length } of payloads) expect(length).toBeLessThanOrEqual(MOST_PAYLOAD_BYTES);
      }),
    );
  });

  it('mark the end of a NAL unit that fills its last fragment to the brim', () => {
    const whole = Buffer.alloc(1 + 2 * (MOST_PAYLOAD_BYTES - 2), 0x65);
    const heads = rtpPayloads([whole]).map(([, header = 0]) => header & 0xc0);
    expect(heads).toEqual([0x80, 0x40]);
  });
});
