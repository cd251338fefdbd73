import { randomNumbers } from '../slide/drawn-slide.ts';

/** Changes bytes at random, the same way for the same seed: flips, cuts, repeats, numbers at their limits, text of traps. */
export class Mutator {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  /** One of these. */
  pick<T>(some: readonly T[]): T {
    return some[Math.floor(this.#random() * some.length)] as T;
  }

  mutate(original: Uint8Array | string): Buffer<ArrayBuffer> {
    let bytes = Buffer.from(new Uint8Array(Buffer.from(original)));
    const times = 1 + Math.floor(this.#random() * 4);
    for (let time = 0; time < times; time += 1) bytes = this.#once(bytes);
    return bytes;
  }

  #once(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    const at = Math.floor(this.#random() * (bytes.length + 1));
    const length = Math.floor(this.#random() * 16);
    const rest = bytes.subarray(at);
    switch (Math.floor(this.#random() * 5)) {
      case 0: {
        const flipped = Buffer.from(bytes);
        if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(this.#random() * 8));
        return flipped;
      }
      case 1:
        return bytes.subarray(0, at);
      case 2:
        return Buffer.concat([bytes.subarray(0, at), rest.subarray(length)]);
      case 3:
        return Buffer.concat([bytes.subarray(0, at), rest.subarray(0, length), rest]);
      default:
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(this.pick(TRAPS)), rest]);
    }
  }
}

const TRAPS = [
  '\0',
  '\r\n\r\n',
  '"',
  '{',
  '[[[[[[[[',
  '-1',
  '1e999',
  '9007199254740993',
  'NaN',
  'null',
  '\ufeff',
  '\ud800',
  '__proto__',
  'constructor',
  '%00',
  '../../',
  "';--",
  '&a',
  '*a',
  '<<: ',
  '!!js/function',
  'A'.repeat(5000),
];
