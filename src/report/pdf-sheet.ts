import PDFDocument from 'pdfkit';
import { printable } from './report-words.ts';

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
  /** Where x stands: at the left or right end of the line. */
  readonly align?: 'left' | 'right';
}

const BODY = { size: 9, bold: false, colour: INK.text, align: 'left' } as const;
/** How small and how high the 9 of 10⁹ stands, as parts of the letter size: the standard fonts have no such letter. */
const RAISED = { size: 0.66, rise: 0.05 };
const POWER = '10*9';

/** Pages that are filled from top to bottom. */
export class PdfSheet {
  readonly document: PDFKit.PDFDocument;
  /** Where the next line begins. */
  y: number = SHEET.top;
  readonly #whole: Promise<Uint8Array>;
  #replaced = false;

  constructor(info: { readonly title: string; readonly subject: string; readonly at: Date }) {
    this.document = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: 'en',
      displayTitle: true,
      // The same result gives the same file.
      info: { Title: info.title, Subject: info.subject, CreationDate: info.at, ModDate: info.at },
    });
    this.#whole = collect(this.document);
  }

  /** Whether some letter of a text could not be shown. */
  get hasReplaced(): boolean {
    return this.#replaced;
  }

  /** One line at a place; it does not wrap, and the cursor stays. Returns its width. */
  write(text: string, x: number, y: number, style: TextStyle = {}): number {
    const { size, bold, colour, align } = { ...BODY, ...style };
    this.document.font(bold ? 'Helvetica-Bold' : 'Helvetica').fillColor(colour);
    const pieces = this.#shown(text).split(POWER);
    const last = pieces.length - 1;
    const raisedSize = size * RAISED.size;
    const widths = pieces.map(
      (piece, place) =>
        this.#width(place < last ? `${piece}10` : piece, size) +
        (place < last ? this.#width('9', raisedSize) : 0),
    );
    const width = widths.reduce((sum, one) => sum + one, 0);
    let at = align === 'right' ? x - width : x;
    for (const [place, piece] of pieces.entries()) {
      const base = place < last ? `${piece}10` : piece;
      const raisedX = at + this.#width(base, size);
      this.document.fontSize(size).text(base, at, y, { lineBreak: false });
      if (place < last)
        this.document.fontSize(raisedSize).text('9', raisedX, y - size * RAISED.rise, { lineBreak: false });
      at += widths[place] ?? 0;
    }
    return width;
  }

  /** A text that wraps, below what stands; goes on to the next page where it must. */
  paragraph(text: string, style: TextStyle & { readonly x?: number } = {}): void {
    const { size, bold, colour, x = SHEET.left } = { ...BODY, ...style };
    const options = { width: SHEET.right - x, lineGap: 1.5 };
    this.document
      .font(bold ? 'Helvetica-Bold' : 'Helvetica')
      .fontSize(size)
      .fillColor(colour);
    const shown = this.#shown(text);
    const height = this.document.heightOfString(shown, options);
    this.room(Math.min(height, SHEET.bottom - SHEET.top));
    this.document.fontSize(size).fillColor(colour).text(shown, x, this.y, options);
    this.y += height;
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

  #width(text: string, size: number): number {
    return this.document.fontSize(size).widthOfString(text);
  }

  #shown(text: string): string {
    const shown = printable(text);
    if (shown !== text.normalize('NFC')) this.#replaced = true;
    return shown;
  }
}

async function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of document) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}
