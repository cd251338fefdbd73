import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { REPORT_FONTS } from '../../src/report/report-fonts.ts';
import type { Script } from '../../src/report/visual-runs.ts';
import { AR } from '../../src/report/words/ar.ts';
import { HI } from '../../src/report/words/hi.ts';
import { TE } from '../../src/report/words/te.ts';

const require = createRequire(import.meta.url);

/** What of both shapers is used here; neither package has types. */
interface Glyph {
  readonly g: number;
  readonly ax: number;
}
interface HarfBuzz {
  createBlob(bytes: Uint8Array): unknown;
  createFace(blob: unknown, index: number): unknown;
  createFont(face: unknown): unknown;
  createBuffer(): { addText(text: string): void; guessSegmentProperties(): void; json(): readonly Glyph[] };
  shape(font: unknown, buffer: unknown): void;
}
interface Fontkit {
  create(bytes: Uint8Array): {
    layout(
      text: string,
      features: readonly string[],
    ): { glyphs: readonly { id: number }[]; positions: readonly { xAdvance: number }[] };
  };
}

const harfBuzz = (await require('harfbuzzjs')) as HarfBuzz;
const fontkit = require('fontkit') as Fontkit;

/** Every text of a language, its sentences filled with nothing. */
function textsOf(words: object): string[] {
  return Object.values(words).flatMap((value) => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function') return [String(value('', '', ''))];
    return textsOf(value);
  });
}

function shapes(path: string) {
  const bytes = readFileSync(path);
  const reference = harfBuzz.createFont(harfBuzz.createFace(harfBuzz.createBlob(bytes), 0));
  const font = fontkit.create(bytes);
  return (text: string) => {
    const buffer = harfBuzz.createBuffer();
    buffer.addText(text);
    buffer.guessSegmentProperties();
    harfBuzz.shape(reference, buffer);
    const { glyphs, positions } = font.layout(text, []);
    return {
      expected: buffer.json().map(({ g, ax }) => [g, ax]),
      drawn: glyphs.map(({ id }, place) => [id, positions[place]?.xAdvance]),
    };
  };
}

/** The letters of joined scripts become other shapes beside each other: HarfBuzz, which every browser uses, tells which. */
describe('the words of reports', () => {
  it.each([
    ['hi', HI, 'devanagari', /[\u0900-\u097f\u200c\u200d]+/g],
    ['te', TE, 'telugu', /[\u0c00-\u0c7f\u200c\u200d]+/g],
    ['ar', AR, 'arabic', /[\u0600-\u06ff]+(?: [\u0600-\u06ff]+)*/g],
  ] as const)('are joined as HarfBuzz joins them: %s', (_, words, script, letters) => {
    const found = new Set(textsOf(words).flatMap((text) => text.match(letters) ?? []));
    expect(found.size).toBeGreaterThan(80);
    for (const path of Object.values(REPORT_FONTS[script])) {
      const shape = shapes(path);
      for (const word of found) {
        const { expected, drawn } = shape(word);
        expect(drawn, word).toEqual(expected);
      }
    }
  });

  it.each<[Script, number, number, string]>([
    ['devanagari', 0x915, 0x939, '\u094d'],
    ['telugu', 0xc15, 0xc39, '\u0c4d'],
  ])('and no pair of consonants stops a report: %s', (script, first, last, virama) => {
    const shape = shapes(REPORT_FONTS[script].plain);
    const consonants = Array.from({ length: last - first + 1 }, (_, place) =>
      String.fromCharCode(first + place),
    );
    for (const a of consonants) for (const b of consonants) expect(() => shape(a + virama + b)).not.toThrow();
  });
});
