import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodedPicture, FlvReader } from '../../src/video/flv-reader.ts';

const PARAMETERS = [Buffer.from([0x67, 66, 0xc0, 31]), Buffer.from([0x68, 1, 2])];

function tag(type: number, tick: number, body: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head.writeUInt8(type, 0);
  head.writeUIntBE(body.length, 1, 3);
  head.writeUIntBE(tick & 0xffffff, 4, 3);
  head.writeUInt8(Math.floor(tick / 0x1000000), 7);
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

function prefixed(nal: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(nal.length);
  return Buffer.concat([length, nal]);
}

/** FLV as ffmpeg writes it: its own notes, the parameter sets, then the pictures, each behind a delimiter. */
function flv(pictures: readonly EncodedPicture[]): Buffer {
  const [sequence = Buffer.alloc(0), picture = Buffer.alloc(0)] = PARAMETERS;
  const configuration = Buffer.concat([
    Buffer.from([0x17, 0, 0, 0, 0, 1, 66, 0xc0, 31, 0xff, 0xe1, 0, sequence.length]),
    sequence,
    Buffer.from([1, 0, picture.length]),
    picture,
  ]);
  const delimiter = prefixed(Buffer.from([9, 0xf0]));
  return Buffer.concat([
    Buffer.alloc(13),
    tag(18, 0, Buffer.from('onMetaData')),
    tag(9, 0, configuration),
    ...pictures.map(({ tick, isKey, nals }) => {
      const head = Buffer.from([isKey ? 0x17 : 0x27, 1, 0, 0, 0]);
      return tag(9, tick, Buffer.concat([head, delimiter, ...nals.map(prefixed)]));
    }),
  ]);
}

const picture = fc.boolean().chain((isKey) =>
  fc.record({
    tick: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    isKey: fc.constant(isKey),
    nals: fc.array(
      fc.uint8Array({ maxLength: 60 }).map((rest) => Buffer.from([isKey ? 0x65 : 0x41, ...rest])),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);

describe('FLV from the encoder', () => {
  it('gives the pictures, however its bytes come', () => {
    fc.assert(
      fc.property(fc.array(picture, { maxLength: 6 }), fc.integer({ min: 1, max: 90 }), (pictures, step) => {
        const bytes = flv(pictures);
        const reader = new FlvReader();
        const read: EncodedPicture[] = [];
        for (let at = 0; at < bytes.length; at += step)
          read.push(...reader.push(bytes.subarray(at, at + step)));
        const whole = pictures.map((one) =>
          one.isKey ? { ...one, nals: [...PARAMETERS, ...one.nals] } : one,
        );
        expect(read).toEqual(whole);
      }),
    );
  });

  it('gives a picture with its last byte, not with the next one', () => {
    const one = { tick: 33, isKey: false, nals: [Buffer.from([0x41, 1, 2, 3])] };
    const reader = new FlvReader();
    const bytes = flv([one]);
    expect(reader.push(bytes.subarray(0, -1))).toEqual([]);
    expect(reader.push(bytes.subarray(-1))).toEqual([one]);
  });
});
