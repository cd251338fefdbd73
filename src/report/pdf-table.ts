import { ANALYTE_NAME } from '../core/analyte-names.ts';
import type { CellClass } from '../core/cells.ts';
import { CLASS_COLOURS, CLASS_INK } from '../core/class-colours.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import { INK, type PdfSheet, SHEET } from './pdf-sheet.ts';
import { figure, intervalInWords, NOTHING, rangeInWords } from './report-words.ts';

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

/** The differential: cells, shares with their intervals, absolute counts, ranges and where a value lies. */
export function drawDifferential(sheet: PdfSheet, result: ResultMessage): void {
  const hasAbsolute = result.differential.some(({ absolute }) => absolute !== undefined);
  drawHead(sheet, hasAbsolute);
  for (const row of result.differential) drawRow(sheet, row, row.class);
  sheet.y += 2;
  sheet.rule();
  sheet.y += 4;
  for (const row of result.totals) drawRow(sheet, row, null);
  drawLine(sheet, 'White cells counted', [[COLUMN.count, String(result.n), true]], true);
  sheet.y += 2;
  sheet.rule(INK.quiet, 0.8);
  sheet.y += 8;
  drawBeside(sheet, result);
}

function drawHead(sheet: PdfSheet, hasAbsolute: boolean): void {
  const style = { size: 7.5, colour: INK.quiet, align: 'right' } as const;
  const put = (text: string, x: number) => sheet.write(text, x, sheet.y, style);
  sheet.write('Cells', SHEET.left, sheet.y, { ...style, align: 'left' });
  put('Count', COLUMN.count);
  put('%', COLUMN.percent);
  put('95 % interval', COLUMN.percentCi);
  put('Range %', COLUMN.percentRange);
  if (hasAbsolute) {
    put('10*9/L', COLUMN.absolute);
    put('95 % interval', COLUMN.absoluteCi);
    put('Range', COLUMN.absoluteRange);
  }
  sheet.y += 11;
  sheet.rule(INK.quiet, 0.8);
  sheet.y += 4;
}

function drawRow(sheet: PdfSheet, row: Row, colourOf: CellClass | null): void {
  const { percent, ci95, range, interpretation, absolute } = row;
  const cells: Cell[] = [
    [COLUMN.count, String(row.n)],
    [COLUMN.percent, figure(percent, 1), true],
    [COLUMN.percentCi, intervalInWords(ci95, 1)],
    [COLUMN.percentRange, rangeInWords(range)],
    flagCell(COLUMN.percentFlag, interpretation),
  ];
  if (absolute)
    cells.push(
      [COLUMN.absolute, figure(absolute.value, 2), true],
      [COLUMN.absoluteCi, intervalInWords(absolute.ci95, 2)],
      [COLUMN.absoluteRange, rangeInWords(absolute.range)],
      flagCell(COLUMN.absoluteFlag, absolute.interpretation),
    );
  if (colourOf) drawSwatch(sheet, colourOf);
  drawLine(sheet, ANALYTE_NAME[row.class], cells);
}

/** The colour by which the dashboard shows the class. */
function drawSwatch(sheet: PdfSheet, name: CellClass): void {
  sheet.document
    .rect(SHEET.left, sheet.y + 0.5, 6.5, 6.5)
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
  sheet.write(name, NAME_X, sheet.y, { bold });
  for (const [x, text, strong = false, colour] of cells) {
    const quiet = strong || x === COLUMN.count ? INK.text : INK.quiet;
    if (text !== '') sheet.write(text, x, sheet.y, { align: 'right', bold: strong, colour: colour ?? quiet });
  }
  sheet.y += ROW_HEIGHT;
}

/** What is not among the white cells, and the count that absolute values rest on. */
function drawBeside(sheet: PdfSheet, { nrbc, beside, unclassified, platelets, wbc }: ResultMessage): void {
  const per100 = (name: string, n: number, value: number | null, ci: readonly [number, number] | null) => {
    const interval = ci === null ? '' : ` (95 % interval ${intervalInWords(ci, 1)})`;
    const share = value === null ? NOTHING : `${figure(value, 1)} per 100 white cells`;
    drawFact(sheet, name, n === 0 ? 'none seen' : `${share}${interval}, ${n} counted`);
  };
  per100(ANALYTE_NAME.erythroblast, nrbc.n, nrbc.per100Wbc, nrbc.ci95);
  for (const row of beside) per100(ANALYTE_NAME[row.class], row.n, row.per100Wbc, null);
  if (unclassified.n > 0) drawFact(sheet, 'Unclassified', `${unclassified.n}, not in the count`);
  drawFact(sheet, 'Platelets', `${platelets.n} seen in the fields counted; not a platelet count`);
  drawFact(sheet, 'White-cell count', wbc === null ? 'not given: no absolute counts' : wbcInWords(wbc));
}

function wbcInWords(wbc: NonNullable<ResultMessage['wbc']>): string {
  const corrected =
    wbc.corrected === null ? '' : `; corrected for nucleated red cells ${figure(wbc.corrected.value, 2)}`;
  const range = wbc.range === null ? '' : `, range ${rangeInWords(wbc.range)}`;
  const flag = wbc.interpretation === null || wbc.interpretation === 'N' ? '' : `, ${wbc.interpretation}`;
  return `${wbc.value} × 10*9/L as given${corrected}${range}${flag}`;
}

function drawFact(sheet: PdfSheet, name: string, text: string): void {
  sheet.write(name, NAME_X, sheet.y);
  sheet.write(text, 178, sheet.y);
  sheet.y += ROW_HEIGHT - 1;
}
