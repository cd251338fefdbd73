/** A reproducible stream of random numbers. The same keys give the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Normal, cut off at 2.5 standard deviations so that no cell comes out absurd. */
  normal(mean: number, deviation: number): number;
  chance(probability: number): boolean;
  /** One of the items, each as likely as its weight. */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T;
}

/** Mixes integers into one 32-bit seed (murmur3's mixing steps). */
export function mixSeed(...keys: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const key of keys) {
    let k = Math.imul(key | 0, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    hash ^= Math.imul(k, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Opens the stream that belongs to the keys (mulberry32). */
export function randomFrom(...keys: readonly number[]): Random {
  let state = mixSeed(...keys);
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    normal: (mean, deviation) => {
      const z = Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
      return mean + deviation * Math.max(-2.5, Math.min(2.5, z));
    },
    chance: (probability) => unit() < probability,
    weighted: <T>(items: readonly (readonly [item: T, weight: number])[]): T => {
      let left = unit() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      const last = items.at(-1);
      if (!last) throw new RangeError('nothing to choose from');
      return last[0];
    },
  };
}
