import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, visualRuns } from '../../src/report/visual-runs.ts';
import { isolated } from '../../src/report/wording.ts';

const runsOf = (text: string, isRightToLeft = false) =>
  visualRuns({ text, start: 0, end: text.length, isRightToLeft });
const shown = (text: string, isRightToLeft = false) => runsOf(text, isRightToLeft).map((run) => run.text);

describe('the runs of a line', () => {
  it('are one in a Latin text, and one for each script', () => {
    expect(shown('Band neutrophils 7.0 %')).toEqual(['Band neutrophils 7.0 %']);
    expect(runsOf('Dr. రాణి (Guntur)').map(({ script, text }) => [script, text])).toEqual([
      ['latin', 'Dr. '],
      ['telugu', 'రాణి '],
      ['latin', '(Guntur)'],
    ]);
  });

  it('keep a joiner with the word it belongs to', () => {
    expect(shown('ప్లేట్\u200cలెట్')).toEqual(['ప్లేట్\u200cలెట్']);
  });

  it('raise the 9 of 10⁹', () => {
    expect(runsOf(printable('10*9/L')).map(({ text, isRaised }) => [text, isRaised])).toEqual([
      ['10', false],
      ['9', true],
      ['/L', false],
    ]);
  });

  it('go from right to left in Arabic, with its numbers and Latin words from left to right', () => {
    expect(shown('العدد: 12 خلية', true)).toEqual(['خلية', ' ', '12', ' :', 'العدد']);
    expect(shown('التوقيع (grace)', true)).toEqual(['(', 'grace', ')', 'التوقيع ']);
  });

  it('keep an interval together, which a text from right to left would turn round', () => {
    expect(shown('المجال 3.9–11.5', true)[0]).toBe('11.5');
    expect(shown(`المجال ${isolated('3.9–11.5')}`, true)).toEqual(['3.9–11.5', 'المجال ']);
  });

  it('lose no letter and add none', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ab1 (,–10*9عدد،कितెల్ల') });
    fc.assert(
      fc.property(letters, fc.boolean(), (text, isRightToLeft) => {
        const line = printable(text);
        const sorted = (parts: readonly string[]) => parts.join('').replaceAll('⁹', '9').split('').sort();
        // A bracket faces the other way in a text that runs from right to left.
        const plain = (parts: readonly string[]) =>
          sorted(parts)
            .map((letter) => (letter === ')' ? '(' : letter))
            .sort();
        expect(plain(shown(line, isRightToLeft))).toEqual(plain([line]));
      }),
    );
  });

  it('show a question mark for a letter no font has', () => {
    expect(printable('Müller 漢字 😀 తెలుగు हिन्दी عربي')).toBe('Müller ?? ? తెలుగు हिन्दी عربي');
  });
});
