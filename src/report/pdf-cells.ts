import { type CellClass, REPORTED_CLASSES } from '../core/cells.ts';
import { INK, type PdfSheet, SHEET } from './pdf-sheet.ts';
import type { ReportCell } from './report-facts.ts';
import { isolated } from './wording.ts';
import type { ReportWords } from './words/report-words.ts';

/** All pictures at one scale: a neutrophil is as large as on the screen of a review. */
const POINTS_PER_UM = 2.2;
const GAP = 5;
/** Larger pictures are cut at their edge, never made smaller: the scale holds for all. */
const MOST_SLOT = 66;
const LEAST_SLOT = 36;
/** Common classes fill no book. */
const MOST_OF_A_CLASS = 63;
const BAR_UM = 10;

/** Pages with the pictures of the cells, grouped by class at one physical scale. */
export function drawCells(sheet: PdfSheet, words: ReportWords, cells: readonly ReportCell[]): void {
  if (cells.length === 0) return;
  sheet.newPage();
  const unconfirmed = cells.some(({ confirmed }) => !confirmed);
  drawTitle(sheet, words);
  if (unconfirmed) {
    sheet.write(words.unconfirmed, SHEET.left, sheet.y - 5, {
      size: 8,
      colour: INK.quiet,
    });
    sheet.y += 11;
  }
  const widest = Math.max(...cells.map(({ cropUm }) => cropUm)) * POINTS_PER_UM;
  const slot = Math.min(MOST_SLOT, Math.max(LEAST_SLOT, widest));
  const groups = Map.groupBy(cells, (cell) => cell.class);
  for (const name of REPORTED_CLASSES) {
    const group = groups.get(name);
    if (group) drawGroup(sheet, words, { name, group, slot });
  }
}

/** On the first page of pictures and again on each that follows. */
function drawTitle(sheet: PdfSheet, words: ReportWords): void {
  sheet.write(words.cells, SHEET.left, sheet.y, { size: 13, bold: true });
  const length = BAR_UM * POINTS_PER_UM;
  const left = sheet.leftOf(SHEET.right - length, length);
  const y = sheet.y + 10;
  sheet.document
    .moveTo(left, y)
    .lineTo(left + length, y)
    .lineWidth(1.6)
    .stroke(INK.text);
  sheet.write(
    [isolated(`${BAR_UM} µm`), words.allPictures].join(words.comma),
    SHEET.right - length - 6,
    sheet.y + 4,
    {
      size: 8,
      align: 'end',
      colour: INK.quiet,
    },
  );
  sheet.y += 24;
}

interface Group {
  readonly name: CellClass;
  readonly group: readonly ReportCell[];
  readonly slot: number;
}

function drawGroup(sheet: PdfSheet, words: ReportWords, { name, group, slot }: Group): void {
  const shown = group.slice(0, MOST_OF_A_CLASS);
  const title = words.analytes[name];
  const all = String(group.length);
  const of = shown.length < group.length ? words.of(String(shown.length), all) : all;
  const width = SHEET.right - SHEET.left;
  const columns = Math.floor((width + GAP) / (slot + GAP));
  const step = (width - slot) / (columns - 1);
  if (sheet.room(16 + slot)) drawTitle(sheet, words);
  drawHeading(sheet, title, of);
  for (let first = 0; first < shown.length; first += columns) {
    if (sheet.room(slot)) {
      drawTitle(sheet, words);
      drawHeading(sheet, title, words.continued);
    }
    for (const [place, cell] of shown.slice(first, first + columns).entries())
      drawCell(sheet, cell, { x: SHEET.left + place * step, slot });
    sheet.y += slot + GAP;
  }
  sheet.y += 5;
}

function drawHeading(sheet: PdfSheet, title: string, beside: string): void {
  const width = sheet.write(title, SHEET.left, sheet.y, { bold: true });
  sheet.write(beside, SHEET.left + width + 6, sheet.y, { colour: INK.quiet });
  sheet.y += 14;
}

/** A dotted edge until a person has confirmed it, as on the screen. */
function drawCell(
  sheet: PdfSheet,
  { jpeg, cropUm, confirmed }: ReportCell,
  at: { x: number; slot: number },
): void {
  const { document, y } = sheet;
  const { slot } = at;
  const x = sheet.leftOf(at.x, slot);
  const side = cropUm * POINTS_PER_UM;
  const inset = (slot - side) / 2;
  const seen = Math.min(side, slot);
  const [left, top] = [x + (slot - seen) / 2, y + (slot - seen) / 2];
  document.save().rect(left, top, seen, seen).clip();
  document.image(Buffer.from(jpeg), x + inset, y + inset, { width: side, height: side });
  document.restore();
  document.rect(left, top, seen, seen).lineWidth(0.5);
  if (confirmed) document.undash().stroke(INK.line);
  else document.dash(1.5, { space: 1.5 }).stroke(INK.text).undash();
}
