import { showProgress } from '../../src/cli/progress.ts';
import { CELL_KINDS, type CellKind } from '../../src/core/cells.ts';
import type { DetectorEntry } from '../../src/inference/manifest.ts';
import type { Models } from '../../src/inference/open-models.ts';
import { averagePrecision, matchDetections, precisionRecall } from './average-precision.ts';
import type { Piece } from './classifier-part.ts';
import type { FieldSet } from './field-sets.ts';
import { lineChart } from './line-chart.ts';
import { pictures, shareText, table } from './markdown.ts';
import type { Scored } from './threshold-curve.ts';

/** Overlaps that count as found, as COCO averages them. */
const OVERLAPS = Array.from({ length: 10 }, (_, step) => 0.5 + 0.05 * step);
/** Average precision wants what the product would not show. */
const LEAST_SCORE = 0.01;

/** Hits and misses of one kind over a set, at each of OVERLAPS. */
interface KindHits {
  readonly kind: CellKind;
  truth: number;
  readonly scored: Scored[][];
}

async function hitsOf(models: Models, set: FieldSet): Promise<KindHits[]> {
  const hits = CELL_KINDS.map((kind): KindHits => ({ kind, truth: 0, scored: OVERLAPS.map(() => []) }));
  const progress = showProgress(set.title, set.fields.length);
  for (const [index, { name, micronsPerPixel, load }] of set.fields.entries()) {
    progress.at(index, name);
    const { picture, cells } = await load();
    const found = await models.detector.detect(picture, { micronsPerPixel, minScore: LEAST_SCORE });
    for (const one of hits) {
      const truth = cells.filter(({ kind }) => kind === one.kind).map(({ box }) => box);
      const boxes = found.filter(({ kind }) => kind === one.kind);
      one.truth += truth.length;
      for (const [step, least] of OVERLAPS.entries())
        one.scored[step]?.push(...matchDetections(boxes, truth, least));
    }
  }
  progress.done();
  return hits;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function setPiece(set: FieldSet, hits: readonly KindHits[], { thresholds }: DetectorEntry): Piece {
  const rows = hits.map(({ kind, truth, scored }) => {
    const shown = (scored[0] ?? []).filter(({ score }) => score >= thresholds[kind]);
    const right = shown.filter(({ positive }) => positive).length;
    const precisions = scored.map((atOverlap) => averagePrecision(atOverlap, truth));
    return { kind, truth, right, shown: shown.length, ap50: precisions[0] ?? 0, ap50To95: mean(precisions) };
  });
  const curves = hits.map(({ kind, truth, scored }, index) => {
    const row = rows[index];
    return {
      name: `${kind}, AP50 ${row?.ap50.toFixed(3)}`,
      points: precisionRecall(scored[0] ?? [], truth),
      dot: row && ([row.right / row.truth, row.right / row.shown] as const),
    };
  });
  const title = `${set.title}: precision and recall at overlap 0.5`;
  const chart = lineChart({
    title,
    x: { label: 'recall', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    y: { label: 'precision', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    lines: curves,
  });
  const file = `detector-${set.key}.svg`;
  const text = [
    `### ${set.title}`,
    `${set.about} ${set.fields.length} fields. mAP50 ${mean(rows.map(({ ap50 }) => ap50)).toFixed(3)}, mAP50-95 ${mean(rows.map(({ ap50To95 }) => ap50To95)).toFixed(3)}.`,
    table(
      ['kind', 'cells', 'AP50', 'AP50-95', 'threshold', 'precision', 'recall'],
      rows.map(({ kind, truth, right, shown, ap50, ap50To95 }) => [
        kind,
        String(truth),
        ap50.toFixed(3),
        ap50To95.toFixed(3),
        String(thresholds[kind]),
        shareText(right, shown),
        shareText(right, truth),
      ]),
    ),
    `Circles: the shipped thresholds.\n\n${pictures([{ file, title }])}`,
  ].join('\n\n');
  return { text, charts: new Map([[file, chart]]) };
}

/** The detector's part of the document. */
export async function detectorPart(
  models: Models,
  sets: readonly FieldSet[],
  entry: DetectorEntry,
): Promise<Piece> {
  const pieces: Piece[] = [];
  for (const set of sets) pieces.push(setPiece(set, await hitsOf(models, set), entry));
  return {
    text: pieces.map(({ text }) => text).join('\n\n'),
    charts: new Map(pieces.flatMap(({ charts }) => [...charts])),
  };
}
