import type { Analyte } from '../core/analytes.ts';
import type { CellClass } from '../core/cells.ts';
import { CLASS_COLOURS, CLASS_INK } from '../core/class-colours.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import { INK, type PdfSheet, SHEET } from './pdf-sheet.ts';
import { isolated, NOTHING, type Wording } from './wording.ts';
import type { ReportWords } from './words/report-words.ts';

type Row = ResultMessage['differential'][number] | ResultMessage['totals'][number];
type Flag = Row['interpretation'];

const ROW_HEIGHT = 15;
const NAME_X = SHEET.left + 12;
/** Right ends of the columns. */
const COLUMN = {
  count: 205,
  percent: 249,
  percentCi: 309,
  percentRange: 356,
  percentFlag: 374,
  absolute: 424,
  absoluteCi: 482,
  absoluteRange: 528,
  absoluteFlag: SHEET.right,
} as const;

/** So much room has a name before the counts begin. */
const NAME_WIDTH = 122;
/** And a head over its column. */
const HEAD_WIDTH = 52;
const FACT = { x: 178, most: SHEET.right - 178 };

/** The differential: cells, shares with their intervals, absolute counts, ranges and where a value lies. */
export function drawDifferential(sheet: PdfSheet, wording: Wording, result: ResultMessage): void {
  const { words } = wording;
  const hasAbsolute = result.differential.some(({ absolute }) => absolute !== undefined);
  drawHead(sheet, words, hasAbsolute);
  for (const row of result.differential) drawRow(sheet, wording, { row, colourOf: row.class });
  sheet.y += 2;
  sheet.rule();
  sheet.y += 4;
  for (const row of result.totals) drawRow(sheet, wording, { row, colourOf: null });
  drawLine(sheet, words.whiteCellsCounted, [[COLUMN.count, String(result.n), true]], true);
  sheet.y += 2;
  sheet.rule(INK.quiet, 0.8);
  sheet.y += 8;
  drawBeside(sheet, wording, result);
}

function drawHead(
  sheet: PdfSheet,
  { cells, count, interval, range }: ReportWords,
  hasAbsolute: boolean,
): void {
  const style = { size: 7.5, colour: INK.quiet } as const;
  const put = (text: string, x: number) =>
    sheet.write(text, x, sheet.y, { ...style, align: 'end', mostWidth: HEAD_WIDTH });
  sheet.write(cells, SHEET.left, sheet.y, style);
  put(count, COLUMN.count);
  put('%', COLUMN.percent);
  put(interval, COLUMN.percentCi);
  put(`${range} %`, COLUMN.percentRange);
  if (hasAbsolute) {
    put(isolated('10*9/L'), COLUMN.absolute);
    put(interval, COLUMN.absoluteCi);
    put(range, COLUMN.absoluteRange);
  }
  sheet.y += 11;
  sheet.rule(INK.quiet, 0.8);
  sheet.y += 4;
}

function drawRow(
  sheet: PdfSheet,
  wording: Wording,
  { row, colourOf }: { readonly row: Row; readonly colourOf: CellClass | null },
): void {
  const { percent, ci95, range, interpretation, absolute } = row;
  const cells: Cell[] = [
    [COLUMN.count, String(row.n)],
    [COLUMN.percent, wording.figure(percent, 1), true],
    [COLUMN.percentCi, wording.interval(ci95, 1)],
    [COLUMN.percentRange, wording.range(range)],
    flagCell(COLUMN.percentFlag, interpretation),
  ];
  if (absolute)
    cells.push(
      [COLUMN.absolute, wording.figure(absolute.value, 2), true],
      [COLUMN.absoluteCi, wording.interval(absolute.ci95, 2)],
      [COLUMN.absoluteRange, wording.range(absolute.range)],
      flagCell(COLUMN.absoluteFlag, absolute.interpretation),
    );
  if (colourOf) drawSwatch(sheet, colourOf);
  drawLine(sheet, wording.words.analytes[row.class], cells);
}

/** The colour by which the dashboard shows the class. */
function drawSwatch(sheet: PdfSheet, name: CellClass): void {
  sheet.document
    .rect(sheet.leftOf(SHEET.left, 6.5), sheet.y + 0.5, 6.5, 6.5)
    .lineWidth(0.4)
    .fillAndStroke(CLASS_COLOURS[name], CLASS_INK);
}

/** Right end, text, whether it is the figure that counts, colour. */
type Cell = readonly [x: number, text: string, strong?: boolean, colour?: string];

/** "N" is left out: what is as it should be needs no letter. */
function flagCell(x: number, flag: Flag): Cell {
  const shown = flag === null || flag === 'N' ? '' : flag;
  return [x, shown, true, shown.length === 2 ? INK.alarm : INK.text];
}

function drawLine(sheet: PdfSheet, name: string, cells: readonly Cell[], bold = false): void {
  sheet.write(name, NAME_X, sheet.y, { bold, mostWidth: NAME_WIDTH });
  for (const [x, text, strong = false, colour] of cells) {
    const quiet = strong || x === COLUMN.count ? INK.text : INK.quiet;
    if (text !== '') sheet.write(text, x, sheet.y, { align: 'end', bold: strong, colour: colour ?? quiet });
  }
  sheet.y += ROW_HEIGHT;
}

/** What is not among the white cells, and the count that absolute values rest on. */
function drawBeside(sheet: PdfSheet, wording: Wording, result: ResultMessage): void {
  const { words } = wording;
  const { nrbc, beside, unclassified, platelets, wbc } = result;
  const per100 = (name: Analyte, row: Beside) =>
    drawFact(sheet, words.analytes[name], row.n === 0 ? words.noneSeen : besideInWords(row, wording));
  if (nrbc) per100('erythroblast', nrbc);
  for (const row of beside) per100(row.class, row);
  if (unclassified.n > 0)
    drawFact(sheet, words.analytes.unclassified, words.unclassified(String(unclassified.n)));
  drawFact(sheet, words.analytes.platelet, words.platelets(String(platelets.n)));
  drawFact(sheet, words.whiteCellCount, wbc === null ? words.noWhiteCellCount : wbcInWords(wbc, wording));
}

interface Beside {
  readonly n: number;
  readonly per100Wbc: number | null;
  readonly ci95?: readonly [number, number] | null;
}

function besideInWords({ n, per100Wbc, ci95 = null }: Beside, wording: Wording): string {
  const { words } = wording;
  const share = per100Wbc === null ? NOTHING : words.per100(wording.figure(per100Wbc, 1));
  const interval = ci95 === null ? '' : ` ${words.withInterval(wording.interval(ci95, 1))}`;
  return [`${share}${interval}`, words.countedCells(String(n))].join(words.comma);
}

function wbcInWords(wbc: NonNullable<ResultMessage['wbc']>, wording: Wording): string {
  const { words } = wording;
  const { value, corrected, range, interpretation } = wbc;
  const given = words.asGiven(isolated(`${wording.figure(value)} × 10*9/L`));
  const parts = [
    corrected === null
      ? given
      : `${given}${words.semicolon}${words.corrected(wording.figure(corrected.value, 2))}`,
    ...(range === null ? [] : [`${words.range.toLowerCase()} ${wording.range(range)}`]),
    ...(interpretation === null || interpretation === 'N' ? [] : [interpretation]),
  ];
  return parts.join(words.comma);
}

function drawFact(sheet: PdfSheet, name: string, text: string): void {
  sheet.write(name, NAME_X, sheet.y, { mostWidth: NAME_WIDTH });
  sheet.write(text, FACT.x, sheet.y, { mostWidth: FACT.most });
  sheet.y += ROW_HEIGHT - 1;
}
