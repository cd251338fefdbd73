import PDFDocument from 'pdfkit';
import type { LanguageCode } from '../core/languages.ts';
import { REPORT_FONTS } from './report-fonts.ts';
import { printable, type TextRun, visualRuns } from './visual-runs.ts';

/** A4 and its margins, in points. */
export const SHEET = {
  width: 595.28,
  height: 841.89,
  left: 48,
  right: 547.28,
  top: 46,
  bottom: 776,
} as const;
export const INK = { text: '#131c24', quiet: '#4d5b68', line: '#c3ccd4', alarm: '#b01f1a' } as const;

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly colour?: string;
  /** Where x stands: where the line begins or where it ends. */
  readonly align?: 'start' | 'end';
  /** A wider line is written smaller. */
  readonly mostWidth?: number;
}

const BODY = { size: 9, bold: false, colour: INK.text, align: 'start', mostWidth: Infinity } as const;
/** From the top of a line to its base, as a part of the letter size: Helvetica's. */
const ASCENT = 0.718;
/** How small and how high the 9 of 10⁹ stands, as parts of the letter size. */
const RAISED = { size: 0.66, rise: 0.29 };
/** From line to line, as a part of the letter size; other scripts reach higher and lower. */
const LEADING = { latin: 1.32, other: 1.6 };

interface SheetOptions {
  readonly title: string;
  readonly subject: string;
  readonly at: Date;
  readonly language: LanguageCode;
  /** The whole page is mirrored, its pictures and numbers are not. */
  readonly isRightToLeft: boolean;
}

/** Pages that are filled from top to bottom. */
export class PdfSheet {
  readonly document: PDFKit.PDFDocument;
  /** Where the next line begins. */
  y: number = SHEET.top;
  readonly #whole: Promise<Uint8Array>;
  readonly #isRightToLeft: boolean;
  readonly #leading: number;
  #replaced = false;

  constructor({ title, subject, at, language, isRightToLeft }: SheetOptions) {
    this.document = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: language,
      displayTitle: true,
      // The same result gives the same file.
      info: { Title: title, Subject: subject, CreationDate: at, ModDate: at },
    });
    this.#isRightToLeft = isRightToLeft;
    this.#leading = ['hi', 'te', 'ar'].includes(language) ? LEADING.other : LEADING.latin;
    this.#whole = collect(this.document);
  }

  /** Whether some letter of a text could not be shown. */
  get hasReplaced(): boolean {
    return this.#replaced;
  }

  /** The left edge of something so wide that begins at x. */
  leftOf(x: number, width: number): number {
    return this.#isRightToLeft ? SHEET.width - x - width : x;
  }

  /** One line at a place; it does not wrap, and the cursor stays. Returns its width. */
  write(text: string, x: number, y: number, style: TextStyle = {}): number {
    const shown = this.#shown(text);
    return this.#drawRuns(this.#runs(shown, 0, shown.length), { x, y }, { ...BODY, ...style });
  }

  /** A text that wraps, below what stands; goes on to the next page where it must. */
  paragraph(text: string, style: TextStyle & { readonly x?: number } = {}): void {
    const { x = SHEET.left, ...rest } = style;
    const wanted = { ...BODY, ...rest };
    const lines = this.#shown(text)
      .split('\n')
      .flatMap((part) => this.#wrapped(part, SHEET.right - x, wanted));
    const step = wanted.size * this.#leading;
    this.room(Math.min(lines.length * step, SHEET.bottom - SHEET.top));
    for (const runs of lines) {
      this.room(step);
      this.#drawRuns(runs, { x, y: this.y }, wanted);
      this.y += step;
    }
  }

  rule(colour: string = INK.line, weight = 0.6): void {
    this.document.moveTo(SHEET.left, this.y).lineTo(SHEET.right, this.y).lineWidth(weight).stroke(colour);
  }

  /** Begins a new page unless so many points are left on this one. */
  room(height: number): boolean {
    if (this.y + height <= SHEET.bottom) return false;
    this.newPage();
    return true;
  }

  newPage(): void {
    this.document.addPage();
    this.y = SHEET.top;
  }

  /** Draws the foot of every page, and gives the file. */
  async finish(foot: (page: number, pages: number) => void): Promise<Uint8Array> {
    const { start, count } = this.document.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.document.switchToPage(start + page);
      foot(page + 1, count);
    }
    this.document.end();
    return this.#whole;
  }

  /** Breaks a part of a text between words, or within one that is wider than the page. */
  #wrapped(part: string, width: number, style: Style): readonly (readonly TextRun[])[] {
    const space = this.#widthOf('x x', style) - this.#widthOf('xx', style);
    const pieces = (part.match(/\S+\s*|^\s+/g) ?? ['']).flatMap((word) =>
      this.#widthOf(word, style) <= width ? [word] : [...word],
    );
    const ends: number[] = [];
    let [end, used] = [0, 0];
    for (const piece of pieces) {
      const wide = this.#widthOf(piece, style);
      if (used > 0 && used + wide > width) {
        ends.push(end);
        used = 0;
      }
      used += wide + (piece.length - piece.trimEnd().length) * space;
      end += piece.length;
    }
    return [...ends, end].map((to, place) => this.#runs(part, ends[place - 1] ?? 0, to));
  }

  /** Without the space after it. */
  #widthOf(text: string, style: Style): number {
    return this.#width(this.#runs(text, 0, text.length), style, style.size);
  }

  #runs(text: string, start: number, end: number): readonly TextRun[] {
    const past = start + text.slice(start, end).trimEnd().length;
    const line = { text, start, end: past, isRightToLeft: this.#isRightToLeft };
    return visualRuns(line).map((run) => (this.#canDraw(run) ? run : this.#unknown(run)));
  }

  /** The library stumbles over some rare pairs of letters and signs of joined scripts. */
  #canDraw(run: TextRun): boolean {
    if (run.script === 'latin') return true;
    try {
      this.#width([run], BODY, BODY.size);
      return true;
    } catch {
      return false;
    }
  }

  #unknown(run: TextRun): TextRun {
    this.#replaced = true;
    return { ...run, script: 'latin', text: '?'.repeat(run.text.length) };
  }

  #drawRuns(runs: readonly TextRun[], at: { readonly x: number; readonly y: number }, style: Style): number {
    const wide = this.#width(runs, style, style.size);
    const size = style.size * Math.min(1, style.mostWidth / wide);
    const width = Math.min(wide, style.mostWidth);
    let x = this.leftOf(style.align === 'end' ? at.x - width : at.x, width);
    const base = at.y + style.size * ASCENT;
    this.document.fillColor(style.colour);
    for (const run of runs) {
      const rise = run.isRaised ? size * RAISED.rise : 0;
      const wideRun = this.#width([run], style, size);
      const options = { lineBreak: false, baseline: 'alphabetic', ...shapingOf(run) } as const;
      this.document.text(run.text, x, base - rise, options);
      x += wideRun;
    }
    return width;
  }

  /** Leaves font and size of the last run set. */
  #width(runs: readonly TextRun[], { bold }: Style, size: number): number {
    return runs.reduce((sum, run) => {
      const { script, isRaised, text } = run;
      this.document
        .font(REPORT_FONTS[script][bold ? 'bold' : 'plain'])
        .fontSize(isRaised ? size * RAISED.size : size);
      return sum + this.document.widthOfString(text, shapingOf(run));
    }, 0);
  }

  #shown(text: string): string {
    const shown = printable(text);
    if ([...shown].filter(isUnknown).length > [...text].filter(isUnknown).length) this.#replaced = true;
    return shown;
  }
}

type Style = Required<TextStyle>;

/** With a list of features, an empty one too, words are joined in one piece: those of Arabic run from right to left. */
function shapingOf({ script }: TextRun): { readonly features?: [] } {
  return script === 'arabic' ? { features: [] } : {};
}

const isUnknown = (letter: string) => letter === '?';

async function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of document) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}
