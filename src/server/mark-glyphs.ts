export const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 7;

/**
 * The letters of the class marks, drawn here because a box in a laboratory may have no fonts installed.
 * The test checks that every mark of `CLASS_FACTS` can be written.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  A: '.###. #...# #...# ##### #...# #...# #...#',
  B: '####. #...# #...# ####. #...# #...# ####.',
  C: '.#### #.... #.... #.... #.... #.... .####',
  E: '##### #.... #.... ####. #.... #.... #####',
  G: '.#### #.... #.... #..## #...# #...# .####',
  L: '#.... #.... #.... #.... #.... #.... #####',
  M: '#...# ##.## #.#.# #.#.# #...# #...# #...#',
  N: '#...# ##..# #.#.# #..## #...# #...# #...#',
  O: '.###. #...# #...# #...# #...# #...# .###.',
  P: '####. #...# #...# ####. #.... #.... #....',
  R: '####. #...# #...# ####. #.#.. #..#. #...#',
  S: '.#### #.... #.... .###. ....# ....# ####.',
  V: '#...# #...# #...# #...# #...# .#.#. ..#..',
  Y: '#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..',
  '?': '.###. #...# ....# ..##. ..#.. ..... ..#..',
};

/** Seven rows of five, `#` where there is ink; an unknown letter is blank. */
export function glyphRows(letter: string): readonly string[] {
  return GLYPHS[letter]?.split(' ') ?? [];
}
