import bidiFactory from 'bidi-js';

// Its types are those of an ES module, and Node loads the CommonJS one.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();

/** The writing systems that a report can show, each with a font of its own. */
export type Script = 'latin' | 'devanagari' | 'telugu' | 'arabic';

/** Letters that are drawn at once, in one font and one direction. */
export interface TextRun {
  readonly script: Script;
  /** The 9 of 10⁹, which stands high and small. */
  readonly isRaised: boolean;
  /** As it is given to the font: letters that lie beside each other from left to right, or a word of a joined script. */
  readonly text: string;
}

const POWER = /10\*9/g;
const RAISED_NINE = '⁹';
/** The letters of Windows-1252 beyond Latin-1, which the fonts of every PDF reader have too. */
const BEYOND_LATIN1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
/** They set direction or joining, and are not seen. */
const ISOLATES = /[\u2066-\u2069]/;
const JOINERS = /[\u200c\u200d]/;
const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
  ['devanagari', /\p{Script_Extensions=Devanagari}/u],
  ['telugu', /\p{Script_Extensions=Telugu}/u],
  ['arabic', /\p{Script_Extensions=Arabic}/u],
];

/** Text that the fonts can show: any other letter becomes a question mark, which a foot note explains. */
export function printable(text: string): string {
  return [...text.normalize('NFC').replace(POWER, `10${RAISED_NINE}`)]
    .map((letter) => (isPrintable(letter) ? letter : '?'))
    .join('');
}

function isPrintable(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return (
    letter === '\n' ||
    letter === RAISED_NINE ||
    (code >= 0x20 && code < 0x7f) ||
    (code >= 0xa0 && code <= 0xff) ||
    BEYOND_LATIN1.includes(letter) ||
    ISOLATES.test(letter) ||
    JOINERS.test(letter) ||
    (letter.length === 1 && scriptOf(letter) !== 'latin')
  );
}

function scriptOf(letter: string): Script {
  return SCRIPTS.find(([, letters]) => letters.test(letter))?.[0] ?? 'latin';
}

export interface Line {
  /** A whole paragraph of printable text. */
  readonly text: string;
  /** The part of it on this line. */
  readonly start: number;
  readonly end: number;
  readonly isRightToLeft: boolean;
}

/** The runs of a line from left to right, by Unicode's bidirectional algorithm. Pure. */
export function visualRuns({ text, start, end, isRightToLeft }: Line): readonly TextRun[] {
  const { levels } = bidi.getEmbeddingLevels(text, isRightToLeft ? 'rtl' : 'ltr');
  const runs: LevelRun[] = [];
  for (let place = start; place < end; place += 1) {
    const letter = text[place] ?? '';
    if (ISOLATES.test(letter)) continue;
    const level = levels[place] ?? 0;
    const last = runs.at(-1);
    const goesOn = last !== undefined && (JOINERS.test(letter) || (letter === ' ' && level === last.level));
    const script = goesOn ? last.script : scriptOf(letter);
    const isRaised = letter === RAISED_NINE;
    const shown = isRaised ? '9' : letter;
    if (last && last.script === script && last.isRaised === isRaised && (goesOn || last.level === level))
      last.text += shown;
    else runs.push({ script, level, isRaised, text: shown });
  }
  return inVisualOrder(runs).map(({ script, isRaised, text: read, level }) => ({
    ...{ script, isRaised },
    // A font of a joined script turns its words itself.
    text: level % 2 === 1 && script === 'latin' ? mirrored(read) : read,
  }));
}

interface LevelRun {
  readonly script: Script;
  readonly level: number;
  readonly isRaised: boolean;
  text: string;
}

/** Rule L2: from the highest level down to the lowest odd one, turns every stretch of at least that level. */
function inVisualOrder(runs: readonly LevelRun[]): readonly LevelRun[] {
  const ordered = [...runs];
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level -= 1) {
    for (let first = 0; first < ordered.length; first += 1) {
      let past = first;
      while ((ordered[past]?.level ?? -1) >= level) past += 1;
      if (past === first) continue;
      ordered.splice(first, past - first, ...ordered.slice(first, past).reverse());
      first = past;
    }
  }
  return ordered;
}

function mirrored(text: string): string {
  return [...text]
    .reverse()
    .map((letter) => bidi.getMirroredCharacter(letter) ?? letter)
    .join('');
}
