import { flagSentence } from '../core/flag-sentence.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';
import { drawCells } from './pdf-cells.ts';
import { INK, PdfSheet, SHEET } from './pdf-sheet.ts';
import { drawDifferential } from './pdf-table.ts';
import type { ReportFacts } from './report-facts.ts';
import { ageInWords, momentInWords } from './report-words.ts';

const TITLE = 'Differential white-cell count';
const STATUS = { preliminary: 'PRELIMINARY', final: 'FINAL', corrected: 'CORRECTED' } as const;
/** So much of a checksum tells two weights apart. */
const SHA_LENGTH = 12;

/** The report of a result as a PDF (A4): what was counted, who verified it and with what, and the cells themselves. */
export function reportPdf(facts: ReportFacts): Promise<Uint8Array> {
  const { result, cells, timeZone = 'UTC' } = facts;
  const specimen = result.session.accession ?? 'without accession';
  const sheet = new PdfSheet({ title: `${TITLE}, ${specimen}`, subject: specimen, at: new Date(result.at) });
  const moment = (utc: string) => momentInWords(utc, timeZone);
  drawHead(sheet, facts, moment);
  drawDifferential(sheet, result);
  drawFlags(sheet, result);
  drawVerification(sheet, result, moment);
  drawOrigin(sheet, result);
  drawCells(sheet, cells);
  return sheet.finish((page, pages) => drawFoot(sheet, result, `Page ${page} of ${pages}`));
}

type Moment = (utc: string) => string;

function drawHead(sheet: PdfSheet, { result, laboratory }: ReportFacts, moment: Moment): void {
  const { status, session, patient, supersedes, reason, test } = result;
  sheet.write(laboratory ?? result.site, SHEET.left, sheet.y, { size: 10, colour: INK.quiet });
  sheet.write(STATUS[status], SHEET.right, sheet.y, { size: 11, bold: true, align: 'right' });
  sheet.y += 15;
  sheet.write(TITLE, SHEET.left, sheet.y, { size: 18, bold: true });
  sheet.y += 28;
  if (test) drawNotice(sheet, 'Test of the connection: belongs to no patient.');
  if (status === 'preliminary') drawNotice(sheet, 'Nobody has verified these cells.');
  if (supersedes) drawNotice(sheet, `Replaces report ${supersedes}. Reason: ${reason ?? 'not given'}`);
  drawFacts(sheet, [
    ['Accession', session.accession ?? 'none'],
    ['Counted', moment(session.endedAt)],
    ['Age', ageInWords(patient.age)],
    ['Instrument', `${result.device}, ${result.site}`],
    ['Sex', patient.sex ?? 'not given'],
    ['Report', result.id],
  ]);
  if (patient.ageIsAssumed)
    sheet.paragraph('Without an age, ranges are those of the age that the laboratory assumes.', {
      colour: INK.quiet,
    });
  sheet.y += 8;
}

function drawNotice(sheet: PdfSheet, text: string): void {
  sheet.paragraph(text, { bold: true });
  sheet.y += 6;
}

/** Two columns of names and values, filled row by row. */
function drawFacts(sheet: PdfSheet, facts: readonly (readonly [name: string, value: string])[]): void {
  sheet.rule();
  sheet.y += 6;
  for (const [place, [name, value]] of facts.entries()) {
    const x = place % 2 === 0 ? SHEET.left : 300;
    sheet.write(name, x, sheet.y, { colour: INK.quiet });
    sheet.write(value, x + 56, sheet.y, { bold: place === 0 });
    if (place % 2 === 1) sheet.y += 14;
  }
  sheet.rule();
  sheet.y += 6;
}

function drawFlags(sheet: PdfSheet, { flags }: ResultMessage): void {
  if (flags.length === 0) return;
  drawHeading(sheet, 'Review');
  for (const flag of flags) {
    sheet.room(14);
    const critical = flag.level === 'critical';
    sheet.write(flagSentence(flag), SHEET.left + 12, sheet.y, {
      bold: critical,
      colour: critical ? INK.alarm : INK.text,
    });
    sheet.y += 13;
  }
}

function drawVerification(sheet: PdfSheet, { signed, review }: ResultMessage, moment: Moment): void {
  if (signed === null) return;
  if (signed.comment !== '') {
    drawHeading(sheet, 'Comment');
    sheet.paragraph(signed.comment, { x: SHEET.left + 12 });
  }
  drawHeading(sheet, 'Verified');
  sheet.paragraph(`Signed by ${signed.by}, ${moment(signed.at)}.`, { bold: true, x: SHEET.left + 12 });
  if (review === null) return;
  const { decided, renamed, second } = review;
  sheet.paragraph(`${decided} cells were confirmed or renamed by a person, ${renamed} of them renamed.`, {
    x: SHEET.left + 12,
  });
  if (second === null) return;
  const kappa = second.kappa === null ? '' : `; Cohen's kappa ${second.kappa.toFixed(2)}`;
  sheet.paragraph(
    `Second reader, blinded to the first: ${second.by}; ${second.agreed} of ${second.compared} cells agreed${kappa}.`,
    { x: SHEET.left + 12 },
  );
}

/** With what it was counted, so that it can be counted again. */
function drawOrigin(sheet: PdfSheet, { model, detector, software, fields }: ResultMessage): void {
  const identity = ({ name, version, sha256 }: typeof detector) =>
    `${name} ${version} (sha256 ${sha256.slice(0, SHA_LENGTH)})`;
  drawHeading(sheet, 'Counted with');
  sheet.paragraph(
    `${software.name} ${software.version}; ${identity(detector)}; ${identity(model)}, head ${model.headSha256.slice(0, SHA_LENGTH)}. ` +
      `${fields.frames} pictures, ${fields.areaMm2.toFixed(2)} mm² of the slide seen in focus.`,
    { x: SHEET.left + 12, size: 8, colour: INK.quiet },
  );
  if (sheet.hasReplaced)
    sheet.paragraph('"?" stands for a letter that this page cannot show; the electronic report has it.', {
      x: SHEET.left + 12,
      size: 8,
      colour: INK.quiet,
    });
}

function drawHeading(sheet: PdfSheet, text: string): void {
  sheet.y += 9;
  sheet.room(30);
  sheet.write(text, SHEET.left, sheet.y, { bold: true });
  sheet.y += 14;
}

function drawFoot(sheet: PdfSheet, result: ResultMessage, pages: string): void {
  const style = { size: 7.5, colour: INK.quiet } as const;
  sheet.y = SHEET.bottom + 12;
  sheet.rule();
  const [first, second] = [sheet.y + 6, sheet.y + 17];
  sheet.write(result.disclaimer, SHEET.left, first, style);
  sheet.write(pages, SHEET.right, first, { ...style, align: 'right' });
  const name = result.session.accession ?? result.session.id;
  sheet.write(
    `${name}, report ${result.id}, ${STATUS[result.status].toLowerCase()}`,
    SHEET.left,
    second,
    style,
  );
}
