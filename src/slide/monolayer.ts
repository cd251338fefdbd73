import type { FieldFault, RedCells } from '../core/types.ts';
import type { GateLimits } from './gate-limits.ts';

/** The overlapping part of fewer red cells than this is chance. */
const LEAST_JUDGED = 10;

export type MonolayerLimits = Pick<GateLimits, 'mostOverlap' | 'mostCovered' | 'leastCovered'>;

/**
 * What keeps a field from being a monolayer, where red cells just touch: too thick, when they lie over each other,
 * or too thin, when they hardly cover the ground. Null in a monolayer.
 */
export function monolayerFault(redCells: RedCells, limits: MonolayerLimits): FieldFault | null {
  const { count, overlapFraction, areaFraction } = redCells;
  const { mostOverlap, mostCovered, leastCovered } = limits;
  if (count >= LEAST_JUDGED && overlapFraction > mostOverlap)
    return { verdict: 'too-thick', measure: 'overlap', value: overlapFraction, limit: mostOverlap };
  if (areaFraction > mostCovered)
    return { verdict: 'too-thick', measure: 'covered', value: areaFraction, limit: mostCovered };
  if (areaFraction < leastCovered)
    return { verdict: 'too-thin', measure: 'covered', value: areaFraction, limit: leastCovered };
  return null;
}
