const Z95 = 1.959964;

/** 95 % interval of a share (Wilson, J. Am. Stat. Assoc. 22, 1927); 0 to 1 when nothing was counted. */
export function wilson(successes: number, trials: number): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const z2 = Z95 ** 2;
  const centre = share + z2 / (2 * trials);
  const half = Z95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2));
  const scale = 1 + z2 / trials;
  // The share itself bounds what rounding does at 0 and 1.
  return [
    Math.min(share, Math.max(0, (centre - half) / scale)),
    Math.max(share, Math.min(1, (centre + half) / scale)),
  ];
}
