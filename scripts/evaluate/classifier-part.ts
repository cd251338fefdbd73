import { withinClassSet } from '../../src/core/class-set.ts';
import type { CellAnswer } from './answers.ts';
import { calibrationError, type ReliabilityBin, reliability, type Sureness } from './calibration.ts';
import { type ClassFigures, classFigures, confusionMatrix, macroF1 } from './confusion.ts';
import { confusionChart } from './confusion-chart.ts';
import type { Source } from './labelled.ts';
import { type LineChart, lineChart, type Point } from './line-chart.ts';
import { pictures, shareText, table } from './markdown.ts';
import { areaUnder, rocCurve, type Scored, thresholdCurve } from './threshold-curve.ts';
import { EIGHT_CLASSES, ELEVEN, type Seen, seenIn, type View } from './view.ts';

/** A source and what the product said of its cells. */
export interface SourceAnswers {
  readonly source: Source;
  readonly answers: readonly CellAnswer[];
}

/** A piece of the document and the pictures it shows, by file name. */
export interface Piece {
  readonly text: string;
  readonly charts: ReadonlyMap<string, string>;
}

/** The share of fewer answers would be drawn as if it were known. */
const LEAST_SHOWN = 8;

const rightOf = (seen: readonly Seen[]): number => seen.filter(({ truth, named }) => truth === named).length;

const surenessOf = (seen: readonly Seen[]): Sureness[] =>
  seen.map(({ truth, named, probabilities }) => ({
    confidence: probabilities[named] ?? 0,
    right: truth === named,
  }));

const binsOf = (seen: readonly Seen[]): ReliabilityBin[] => reliability(surenessOf(seen));

/** Each class against all others; classes that no cell has are left out. */
function oneAgainstRest(seen: readonly Seen[], view: View): { name: string; curve: Point[]; area: number }[] {
  return view.names.flatMap((name, index) => {
    const scored = seen.map(
      ({ truth, probabilities }): Scored => ({ score: probabilities[index] ?? 0, positive: truth === index }),
    );
    const positives = scored.filter(({ positive }) => positive).length;
    if (positives === 0 || positives === scored.length) return [];
    const curve = rocCurve(scored);
    return [{ name, curve, area: areaUnder(curve) }];
  });
}

function meanArea(seen: readonly Seen[], view: View): number {
  const areas = oneAgainstRest(seen, view).map(({ area }) => area);
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

/** The answers when a count allows only the five mature classes, of the cells that are one of them. */
function matureOnly(answers: readonly CellAnswer[]): Seen[] {
  const mature = answers.filter(({ possible }) => possible.every((name) => EIGHT_CLASSES.of(name) < 5));
  const renamed = mature.map(({ possible, probabilities }) => ({
    possible,
    probabilities: withinClassSet(probabilities, 'five-part').probabilities,
  }));
  return seenIn(EIGHT_CLASSES, renamed);
}

function summary(all: readonly SourceAnswers[]): string {
  const rows = all.map(({ source, answers }) => {
    const eight = seenIn(EIGHT_CLASSES, answers);
    const eleven = seenIn(ELEVEN, answers);
    const mature = matureOnly(answers);
    return [
      source.title,
      String(eight.length),
      shareText(rightOf(eight), eight.length),
      `${shareText(rightOf(eleven), eleven.length)} of ${eleven.length}`,
      `${shareText(rightOf(mature), mature.length)} of ${mature.length}`,
      macroF1(classFigures(confusionMatrix(eight, EIGHT_CLASSES.names.length))).toFixed(3),
      meanArea(eight, EIGHT_CLASSES).toFixed(4),
      calibrationError(binsOf(eight)).toFixed(3),
    ];
  });
  const head = [
    'source',
    'cells',
    'eight classes',
    'eleven classes',
    'five mature classes only',
    'macro-F1',
    'mean AUC',
    'ECE',
  ];
  return table(head, rows);
}

function classTable(view: View, figures: readonly ClassFigures[]): string {
  const rows = figures.flatMap(({ cells, right, named }, index) =>
    cells + named === 0
      ? []
      : [[view.names[index] ?? '', String(cells), shareText(right, named), shareText(right, cells)]],
  );
  return table(['class', 'cells', 'precision', 'recall'], rows);
}

function rocChart(title: string, seen: readonly Seen[], view: View): string {
  const lines = oneAgainstRest(seen, view).map(({ name, curve, area }) => ({
    name: `${name}, AUC ${area.toFixed(4)}`,
    points: curve,
  }));
  return lineChart({
    title,
    x: { label: 'false positive share', from: 0.001, to: 1, ticks: [0.001, 0.01, 0.1, 1], logarithmic: true },
    y: { label: 'true positive share', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    lines,
  });
}

function viewPiece({ source, answers }: SourceAnswers, view: View): Piece {
  const seen = seenIn(view, answers);
  const matrix = confusionMatrix(seen, view.names.length);
  const count = view === ELEVEN ? 'eleven' : 'eight';
  const title = `${source.title}, ${count} classes`;
  const stem = `${source.key}-${count}`;
  const charts = new Map([
    [`confusion-${stem}.svg`, confusionChart(`${title}: confusion`, view.names, matrix)],
    [`roc-${stem}.svg`, rocChart(`${title}: one class against the rest`, seen, view)],
  ]);
  const shown = pictures([...charts.keys()].map((file) => ({ file, title })));
  const heading = `${count === 'eleven' ? 'Eleven' : 'Eight'} classes: ${shareText(rightOf(seen), seen.length)} of ${seen.length} cells right.`;
  return { text: [heading, classTable(view, classFigures(matrix)), shown].join('\n\n'), charts };
}

function joined(pieces: readonly Piece[]): Piece {
  return {
    text: pieces.map(({ text }) => text).join('\n\n'),
    charts: new Map(pieces.flatMap(({ charts }) => [...charts])),
  };
}

function sourcePiece(one: SourceAnswers): Piece {
  // Only where bands and immature stages are labelled apart do eleven classes say more than eight.
  const hasBands = one.answers.some(({ possible }) => possible.join() === 'neutrophil_band');
  const views = hasBands ? [EIGHT_CLASSES, ELEVEN] : [EIGHT_CLASSES];
  const heading = `### ${one.source.title}\n\n${one.source.about}`;
  return joined([{ text: heading, charts: new Map() }, ...views.map((view) => viewPiece(one, view))]);
}

function reliabilityPiece(all: readonly SourceAnswers[]): Piece {
  const chart: LineChart = {
    title: 'Reliability, eight classes',
    x: { label: 'probability the product gives', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    y: { label: 'share right', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    reference: [
      [0, 0],
      [1, 1],
    ],
    lines: all.map(({ source, answers }) => {
      const bins = binsOf(seenIn(EIGHT_CLASSES, answers));
      return {
        name: `${source.title}, ECE ${calibrationError(bins).toFixed(3)}`,
        points: bins
          .filter(({ answers: count }) => count >= LEAST_SHOWN)
          .map(({ meanConfidence, shareRight }): Point => [meanConfidence, shareRight]),
      };
    }),
  };
  const text = `### Calibration\n\nExpected calibration error over ten bins, probabilities summed into eight classes. Bins of fewer than ${LEAST_SHOWN} answers count but are not drawn.\n\n${pictures([{ file: 'reliability.svg', title: chart.title }])}`;
  return { text, charts: new Map([['reliability.svg', lineChart(chart)]]) };
}

/** Which right answers a threshold on the probability loses, and which wrong ones it catches. */
function rejectCurve(seen: readonly Seen<CellAnswer>[]): { points: Point[]; dot: Point; counts: number[] } {
  // Wrong answers are what the threshold is to find; the least sure come first.
  const scored = seen.map(({ answer, truth, named }) => ({
    score: 1 - answer.classification.probability,
    positive: truth !== named,
  }));
  const wrong = scored.filter(({ positive }) => positive).length;
  const right = scored.length - wrong;
  const points = thresholdCurve(scored).map(
    ({ truePositives, falsePositives }): Point => [
      falsePositives / right,
      truePositives / Math.max(1, wrong),
    ],
  );
  const refused = seen.map(({ answer }) => answer.classification.class === 'unclassified');
  const lost = scored.filter(({ positive }, index) => !positive && refused[index]).length;
  const caught = scored.filter(({ positive }, index) => positive && refused[index]).length;
  return { points, dot: [lost / right, caught / Math.max(1, wrong)], counts: [lost, right, caught, wrong] };
}

function rejectPiece(all: readonly SourceAnswers[]): Piece {
  const curves = all.map(({ source, answers }) => ({
    source,
    ...rejectCurve(seenIn(EIGHT_CLASSES, answers)),
  }));
  const chart: LineChart = {
    title: 'Unclassified: what a threshold costs and what it catches',
    x: { label: 'share of right answers lost', from: 0, to: 0.5, ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
    y: { label: 'share of wrong answers caught', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
    reference: [
      [0, 0],
      [0.5, 0.5],
    ],
    lines: curves.map(({ source, points, dot }) => ({ name: source.title, points, dot })),
  };
  const rows = curves.map(({ source, counts: [lost = 0, right = 0, caught = 0, wrong = 0] }) => [
    source.title,
    shareText(lost, right),
    shareText(caught, wrong),
  ]);
  const text = [
    '### Unclassified cells',
    'Lines: thresholds on the probability of the best class. Circles and table: what the product leaves unclassified as it ships, with all its rules.',
    table(['source', 'right answers lost', 'wrong answers caught'], rows),
    pictures([{ file: 'reject.svg', title: chart.title }]),
  ].join('\n\n');
  return { text, charts: new Map([['reject.svg', lineChart(chart)]]) };
}

/** The classifier's part of the document. */
export function classifierPart(all: readonly SourceAnswers[]): Piece {
  const opening = `${summary(all)}\n\n"Five mature classes only": what remains when a count allows nothing but the mature white cells, of the cells that are such. AUC: mean over the classes, each against the rest.`;
  return joined([
    { text: opening, charts: new Map() },
    reliabilityPiece(all),
    rejectPiece(all),
    ...all.map(sourcePiece),
  ]);
}
