/** One ruled line of an improved Neubauer chamber, the same across and down. */
export interface RuledLine {
  /** From the outer edge of the ruling. */
  readonly atMm: number;
  /** Drawn as three lines close together, of which the middle one is the edge. */
  readonly triple: boolean;
}

/** The ruling is a square of 3 × 3 squares of 1 mm². */
export const SQUARES_A_SIDE = 3;
/** Half of what three lines of a triple line take up. */
export const TRIPLE_HALF_MM = 0.0095;

/**
 * All lines of one direction: the outer millimetres are divided in four, the middle one in twenty, of which each fourth
 * line is triple; so are the edges of the squares. Every line runs through the whole ruling.
 */
export const RULED_LINES: readonly RuledLine[] = [
  ...[0, 0.25, 0.5, 0.75],
  ...Array.from({ length: 21 }, (_, step) => 1 + step / 20),
  ...[2.25, 2.5, 2.75, 3],
].map((atMm) => ({ atMm, triple: isTriple(atMm) }));

function isTriple(atMm: number): boolean {
  const inTheMiddle = atMm > 1 && atMm < 2;
  return inTheMiddle ? Math.round(atMm * 20) % 4 === 0 : Number.isInteger(atMm);
}
