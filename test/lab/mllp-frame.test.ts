import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MllpReader, mllpFrame } from '../../src/lab/mllp-frame.ts';

describe('MLLP', () => {
  it('puts messages together however the line cuts them', () => {
    const message = fc.string({ unit: fc.constantFrom(...'MSH|^\r\né中 ') });
    fc.assert(
      fc.property(
        fc.array(message),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (messages, cuts) => {
          const line = Buffer.concat(messages.map(mllpFrame));
          const reader = new MllpReader(10_000);
          const read: string[] = [];
          for (let from = 0, cut = 0; from < line.length; cut += 1) {
            const to = from + (cuts[cut % cuts.length] ?? 1);
            read.push(...reader.read(line.subarray(from, to)));
            from = to;
          }
          expect(read).toEqual(messages);
        },
      ),
    );
  });

  it('passes over what stands between messages', () => {
    const noise = Buffer.from('hello\r\n');
    const line = Buffer.concat([noise, mllpFrame('one'), noise, mllpFrame('two')]);
    expect(new MllpReader(100).read(line)).toEqual(['one', 'two']);
  });

  it('gives up a message without end, and keeps nothing of what is none', () => {
    const reader = new MllpReader(100);
    for (let piece = 0; piece < 50; piece += 1) expect(reader.read(Buffer.alloc(90, 0x41))).toEqual([]);
    reader.read(Buffer.concat([Buffer.from([0x0b]), Buffer.alloc(90, 0x41)]));
    expect(() => reader.read(Buffer.alloc(20, 0x41))).toThrow('more than 100 bytes');
  });
});
