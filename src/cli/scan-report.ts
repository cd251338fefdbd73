import { CELL_CLASSES, CLASS_FACTS, WHITE_MODEL_CLASSES } from '../core/cells.ts';
import type { Cell } from '../core/types.ts';
import { emptyTally } from '../slide/differential.ts';
import { percentOf } from '../slide/measured.ts';
import type { SlideScan } from './slide-scan.ts';

/** The form the acceptance scorer reads: a cell's 0-based frame and its box there. Times only where they were asked for. */
export function scanJson(video: string, scan: SlideScan, realtime: boolean): string {
  const { frames, verdicts, looks, skippedLooks, fields, coverage, cells, provisional } = scan;
  return JSON.stringify({
    video,
    frames,
    verdicts,
    looks,
    skippedLooks,
    redCells: fields.redCells,
    coverage,
    cells: cells.map(cellJson),
    provisional: provisional.map(cellJson),
    ...(realtime && { latencyMs: latencies(scan) }),
  });
}

function cellJson({ id, class: name, probability, frameSeq, box, xUm, yUm }: Cell) {
  const kind = name === 'platelet' ? 'platelet' : 'wbc';
  return { id, kind, class: name, probability, frame: frameSeq, box, xUm, yUm };
}

/** The differential as lines of text. */
export function scanText(scan: SlideScan, realtime: boolean): string {
  const { cells, provisional, frames, verdicts, looks, skippedLooks, coverage } = scan;
  const tally = emptyTally();
  for (const cell of cells) tally[cell.class] += 1;
  const n = WHITE_MODEL_CLASSES.reduce((sum, name) => sum + tally[name], 0);
  const lines = WHITE_MODEL_CLASSES.map((name) => {
    const percent = percentOf(tally[name], n);
    return [
      CLASS_FACTS[name].label.padEnd(22),
      String(tally[name]).padStart(5),
      percent === null
        ? ''
        : `${percent.value.toFixed(1).padStart(6)} %  ${percent.ci95.map((limit) => limit.toFixed(1).padStart(5)).join(' –')}`,
    ].join('  ');
  });
  const outside = [...CELL_CLASSES, 'unclassified' as const]
    .filter((name) => !CLASS_FACTS[name].inDenominator)
    .map((name) => `${CLASS_FACTS[name].label.padEnd(22)}  ${String(tally[name]).padStart(5)}`);
  const { good = 0, ...reasons } = verdicts;
  const refused = frames - good;
  const why = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`);
  const lookShare = ((100 * looks) / Math.max(1, frames)).toFixed(0);
  return `${[...lines, '', `${'White cells'.padEnd(22)}  ${String(n).padStart(5)}`, ...outside].join('\n')}
${provisional.length > 0 ? `${provisional.length} cells counted apart: their place on the slide is not known.\n` : ''}${frames} frames, ${refused} refused${refused > 0 ? ` (${why.join(', ')})` : ''}; ${coverage.areaMm2.toFixed(3)} mm² seen, gaps: ${coverage.gaps}; the detector looked at ${looks} (${lookShare} %), and was too busy for ${skippedLooks}.
${realtime ? latencyText(scan) : ''}Decision support: a qualified person verifies every cell.
`;
}

function latencyText(scan: SlideScan): string {
  const { shown, shownInHalves, looked } = latencies(scan);
  return `capture to overlay p50 ${shown.p50} ms, p95 ${shown.p95} ms (first half ${shownInHalves[0].p95}, second half ${shownInHalves[1].p95}); to new cells p50 ${looked.p50} ms, p95 ${looked.p95} ms\n`;
}

function latencies({ times: { shownMs, lookedMs } }: SlideScan) {
  const middle = shownMs.length >> 1;
  return {
    shown: percentiles(shownMs),
    shownInHalves: [percentiles(shownMs.slice(0, middle)), percentiles(shownMs.slice(middle))] as const,
    looked: percentiles(lookedMs),
  };
}

/** Nearest-rank percentiles, whole milliseconds. */
function percentiles(samplesMs: readonly number[]): { readonly p50: number; readonly p95: number } {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  const rank = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { p50: rank(0.5), p95: rank(0.95) };
}
