import { describe, expect, it } from 'vitest';
import { CallPace } from '../../src/inference/call-pace.ts';
import type { Tensors } from '../../src/inference/engine.ts';

const sized = (elements: number): Tensors => ({
  image: { type: 'uint8', data: new Uint8Array(elements), shape: [elements] },
});

describe('the pace of calls', () => {
  it('allows the first call of a size all the time there is: a GPU compiles', () => {
    const pace = new CallPace();
    expect(pace.limitMs('detector', sized(9))).toBe(60_000);
    pace.note('detector', sized(9), 40);
    expect(pace.limitMs('detector', sized(9))).toBe(3000);
    expect([8, 10].map((elements) => pace.limitMs('detector', sized(elements)))).toEqual([60_000, 60_000]);
    expect(pace.limitMs('classifier', sized(9))).toBe(60_000);
    pace.note('detector', sized(20), 40);
    expect(pace.limitMs('detector', sized(15))).toBe(3000);
  });

  it('is twenty times the slowest call, which is forgotten when it was an exception', () => {
    const pace = new CallPace();
    pace.note('detector', sized(9), 500);
    expect(pace.limitMs('detector', sized(9))).toBe(10_000);
    for (let call = 0; call < 500; call += 1) pace.note('detector', sized(9), 40);
    expect(pace.limitMs('detector', sized(9))).toBe(3000);
  });

  it('never exceeds the longest time allowed', () => {
    const pace = new CallPace(400);
    pace.note('detector', sized(9), 1000);
    expect(pace.limitMs('detector', sized(9))).toBe(400);
  });
});
