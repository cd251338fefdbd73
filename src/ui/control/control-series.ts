import type { ControlRun } from '../../core/control-slide.ts';

type Row = ControlRun['rows'][number];

/** What one class of a control slide showed over time, oldest first. */
export interface ControlSeries {
  readonly class: Row['class'];
  readonly points: readonly (Row & Pick<ControlRun, 'session' | 'at'>)[];
}

/** What a control slide was judged by, and each of its runs by class. Pure. */
export function seriesOf(runs: readonly ControlRun[]): readonly ControlSeries[] {
  const points = runs
    .toReversed()
    .flatMap(({ session, at, rows }) => rows.map((row) => ({ ...row, session, at })));
  return [...Map.groupBy(points, (point) => point.class)].map(([name, of]) => ({ class: name, points: of }));
}

/** How far a share lies from what was expected, in tolerances; beyond `most` it is drawn at the edge. */
export function deviationOf({ found, expected, tolerance }: Row, most: number): number {
  if (found === expected) return 0;
  const deviation = (found - expected) / tolerance;
  return Math.max(-most, Math.min(most, deviation));
}
