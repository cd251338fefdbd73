/** A disc that may be moved. */
export interface Disc {
  xUm: number;
  yUm: number;
  readonly radiusUm: number;
}

/** Closer than this two discs have no direction to part in. */
const SAME_PLACE_UM = 1e-6;

/**
 * Moves overlapping discs apart, all at once, `rounds` times: each pair ends about `closeness` of their
 * summed radii apart, less where it is crowded. A round moves nothing farther than one radius.
 */
export function moveApart(discs: readonly Disc[], closeness: number, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const byX = [...discs].sort((a, b) => a.xUm - b.xUm || a.yUm - b.yUm);
    const shifts = byX.map(() => ({ x: 0, y: 0 }));
    const reach = 2 * byX.reduce((most, disc) => Math.max(most, disc.radiusUm), 0);
    for (let i = 0; i < byX.length; i++) {
      const a = byX[i] as Disc;
      for (let j = i + 1; j < byX.length; j++) {
        const b = byX[j] as Disc;
        const dx = b.xUm - a.xUm;
        if (dx > reach) break;
        const dy = b.yUm - a.yUm;
        const apart = Math.hypot(dx, dy);
        const missing = (a.radiusUm + b.radiusUm) * closeness - apart;
        if (missing <= 0 || apart < SAME_PLACE_UM) continue;
        const step = (0.4 * missing) / apart;
        const [from, to] = [shifts[i] as { x: number; y: number }, shifts[j] as { x: number; y: number }];
        from.x -= dx * step;
        from.y -= dy * step;
        to.x += dx * step;
        to.y += dy * step;
      }
    }
    byX.forEach((disc, i) => {
      const shift = shifts[i] as { x: number; y: number };
      const scale = Math.min(1, disc.radiusUm / (Math.hypot(shift.x, shift.y) || 1));
      disc.xUm += shift.x * scale;
      disc.yUm += shift.y * scale;
    });
  }
}

/** Moves discs straight out of the obstacles until they just touch them: white cells dent the layer around them. */
export function pushOut(discs: readonly Disc[], obstacles: readonly Disc[], closeness: number): void {
  for (const disc of discs) {
    for (const obstacle of obstacles) {
      const dx = disc.xUm - obstacle.xUm;
      const dy = disc.yUm - obstacle.yUm;
      const apart = Math.hypot(dx, dy);
      const wanted = obstacle.radiusUm + disc.radiusUm * closeness;
      if (apart >= wanted || apart < SAME_PLACE_UM) continue;
      disc.xUm = obstacle.xUm + (dx / apart) * wanted;
      disc.yUm = obstacle.yUm + (dy / apart) * wanted;
    }
  }
}
