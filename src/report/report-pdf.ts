import { notCountedApart } from '../core/class-set.ts';
import type { ModelIdentity, ResultMessage } from '../core/wire/mqtt.ts';
import { flagInWords } from './flag-in-words.ts';
import { drawCells } from './pdf-cells.ts';
import { INK, PdfSheet, SHEET } from './pdf-sheet.ts';
import { drawDifferential } from './pdf-table.ts';
import type { ReportFacts } from './report-facts.ts';
import { isolated, Wording } from './wording.ts';

/** So much of a checksum tells two weights apart. */
const SHA_LENGTH = 12;
/** A line of the head: a name, a value beside it, and room for both. */
const FACT = { second: 300, value: 62, most: 184 };

/** The report of a result as a PDF (A4): what was counted, who verified it and with what, and the cells themselves. */
export function reportPdf({ timeZone = 'UTC', language = 'en', ...facts }: ReportFacts): Promise<Uint8Array> {
  const { result, cells } = facts;
  const wording = new Wording(language);
  const { words, isRightToLeft } = wording;
  const specimen = result.session.accession ?? words.withoutAccession;
  const title = `${words.title}, ${specimen}`;
  const at = new Date(result.at);
  const sheet = new PdfSheet({ title, subject: specimen, at, language, isRightToLeft });
  const page = { sheet, wording, moment: (utc: string) => isolated(wording.moment(utc, timeZone)) };
  drawHead(page, facts);
  drawDifferential(sheet, wording, result);
  drawNotCounted(page, result);
  drawFlags(page, result);
  drawVerification(page, result);
  drawOrigin(page, result);
  drawCells(sheet, words, cells);
  return sheet.finish((number, pages) => drawFoot(page, result, words.page(String(number), String(pages))));
}

interface Page {
  readonly sheet: PdfSheet;
  readonly wording: Wording;
  readonly moment: (utc: string) => string;
}

function drawHead(page: Page, { result, laboratory }: Pick<ReportFacts, 'result' | 'laboratory'>): void {
  const { sheet, wording, moment } = page;
  const { words } = wording;
  const { status, session, patient, supersedes, reason, test } = result;
  sheet.write(isolated(laboratory ?? result.site), SHEET.left, sheet.y, { size: 10, colour: INK.quiet });
  sheet.write(words.status[status], SHEET.right, sheet.y, { size: 11, bold: true, align: 'end' });
  sheet.y += 15;
  sheet.write(words.title, SHEET.left, sheet.y, { size: 18, bold: true });
  sheet.y += 28;
  if (test) drawNotice(sheet, words.isTest);
  if (status === 'preliminary') drawNotice(sheet, words.unverified);
  if (supersedes) drawNotice(sheet, words.replaces(isolated(supersedes), isolated(reason ?? words.notGiven)));
  drawFacts(sheet, [
    [words.accession, session.accession === null ? words.notGiven : isolated(session.accession)],
    [words.counted, moment(session.endedAt)],
    [words.age, wording.age(patient.age)],
    [words.instrument, isolated(`${result.device}, ${result.site}`)],
    [words.sex, patient.sex === null ? words.notGiven : words.sexes[patient.sex]],
    [words.report, isolated(result.id)],
  ]);
  if (patient.ageIsAssumed) sheet.paragraph(words.ageAssumed, { colour: INK.quiet });
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
    const x = place % 2 === 0 ? SHEET.left : FACT.second;
    sheet.write(name, x, sheet.y, { colour: INK.quiet, mostWidth: FACT.value - 4 });
    sheet.write(value, x + FACT.value, sheet.y, { bold: place === 0, mostWidth: FACT.most });
    if (place % 2 === 1) sheet.y += 14;
  }
  sheet.rule();
  sheet.y += 6;
}

/** Absent from the table is not 0. */
function drawNotCounted({ sheet, wording: { words } }: Page, { classSet = 'all' }: ResultMessage): void {
  const names = notCountedApart(classSet).map((name) => words.analytes[name]);
  if (names.length === 0) return;
  sheet.y += 4;
  sheet.paragraph(words.notCountedApart(names.join(words.comma)), { x: SHEET.left + 12, colour: INK.quiet });
}

function drawFlags({ sheet, wording }: Page, { flags }: ResultMessage): void {
  if (flags.length === 0) return;
  drawHeading(sheet, wording.words.review);
  for (const flag of flags) {
    sheet.room(14);
    const critical = flag.level === 'critical';
    sheet.write(flagInWords(flag, wording), SHEET.left + 12, sheet.y, {
      bold: critical,
      colour: critical ? INK.alarm : INK.text,
    });
    sheet.y += 13;
  }
}

function drawVerification({ sheet, wording, moment }: Page, { signed, review }: ResultMessage): void {
  if (signed === null) return;
  const { words } = wording;
  const at = { x: SHEET.left + 12 };
  if (signed.comment !== '') {
    drawHeading(sheet, words.comment);
    sheet.paragraph(signed.comment.split('\n').map(isolated).join('\n'), at);
  }
  drawHeading(sheet, words.verified);
  sheet.paragraph(words.signedBy(isolated(signed.by), moment(signed.at)), { bold: true, ...at });
  if (review === null) return;
  const { decided, renamed, second } = review;
  sheet.paragraph(words.decided(String(decided), String(renamed)), at);
  if (second === null) return;
  const { by, agreed, compared, kappa } = second;
  const agreement = words.secondReader(isolated(by), String(agreed), String(compared));
  const measured = kappa === null ? [] : [words.kappa(wording.figure(kappa, 2))];
  sheet.paragraph(`${[agreement, ...measured].join(words.semicolon)}.`, at);
}

/** With what it was counted, so that it can be counted again. */
function drawOrigin({ sheet, wording }: Page, { model, detector, software, fields }: ResultMessage): void {
  const { words } = wording;
  const sum = (sha256: string) => sha256.slice(0, SHA_LENGTH);
  const identity = ({ name, version, sha256 }: ModelIdentity) =>
    isolated(`${name} ${version} (sha256 ${sum(sha256)})`);
  const counted = [
    isolated(`${software.name} ${software.version}`),
    ...(detector ? [identity(detector)] : []),
    ...(model ? [identity(model), `${words.head} ${sum(model.headSha256)}`] : []),
  ];
  const area = isolated(`${wording.figure(fields.areaMm2, 2)} mm²`);
  // What was counted by eye rests on no pictures.
  const rests = fields.frames === 0 ? '' : ` ${words.rests(String(fields.frames), area)}`;
  const style = { x: SHEET.left + 12, size: 8, colour: INK.quiet };
  drawHeading(sheet, words.countedWith);
  sheet.paragraph(`${counted.join(words.semicolon)}.${rests}`, style);
  if (sheet.hasReplaced) sheet.paragraph(words.replacedLetters, style);
}

function drawHeading(sheet: PdfSheet, text: string): void {
  sheet.y += 9;
  sheet.room(30);
  sheet.write(text, SHEET.left, sheet.y, { bold: true });
  sheet.y += 14;
}

function drawFoot({ sheet, wording: { words } }: Page, result: ResultMessage, pages: string): void {
  const style = { size: 7.5, colour: INK.quiet } as const;
  sheet.y = SHEET.bottom + 12;
  sheet.rule();
  const [first, second] = [sheet.y + 6, sheet.y + 17];
  sheet.write(words.disclaimer, SHEET.left, first, { ...style, mostWidth: 420 });
  sheet.write(pages, SHEET.right, first, { ...style, align: 'end' });
  const name = isolated(result.session.accession ?? result.session.id);
  const report = `${words.report} ${isolated(result.id)}`;
  const status = words.status[result.status].toLowerCase();
  sheet.write([name, report, status].join(words.comma), SHEET.left, second, style);
}
