import type { CellClass } from '../core/cells.ts';
import type { Difficulty } from '../core/wire/learn.ts';

/** A cell that can be asked. */
export interface QuizCandidate {
  readonly cell: string;
  readonly truth: CellClass;
  readonly difficulty: Difficulty;
}

export interface QuestionsWanted {
  readonly length: number;
  /** Null: any. */
  readonly difficulty: Difficulty | null;
  readonly seed: number;
}

const LEVELS: readonly Difficulty[] = ['easy', 'medium', 'hard'];

/**
 * Chooses questions: each class as often as the others as far as there are cells, those of the wanted difficulty
 * first and of the next ones where they do not suffice, in an order that tells nothing. The same seed and candidates
 * give the same questions.
 */
export function chooseQuestions<Candidate extends QuizCandidate>(
  candidates: readonly Candidate[],
  { length, difficulty, seed }: QuestionsWanted,
): Candidate[] {
  const random = randomFrom(seed);
  const farOff = ({ difficulty: own }: Candidate) =>
    difficulty === null ? 0 : Math.abs(LEVELS.indexOf(own) - LEVELS.indexOf(difficulty));
  const piles = [...Map.groupBy(candidates, ({ truth }) => truth).values()].map((pile) =>
    shuffled(pile, random).sort((a, b) => farOff(a) - farOff(b)),
  );
  const order = shuffled(piles, random);
  const chosen: Candidate[] = [];
  for (let round = 0; chosen.length < length && order.some((pile) => pile.length > round); round += 1) {
    for (const pile of order) {
      const candidate = pile[round];
      if (candidate && chosen.length < length) chosen.push(candidate);
    }
  }
  return shuffled(chosen, random);
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const mixed = [...values];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
  }
  return mixed;
}

/** Numbers from 0 to 1, the same for the same seed (Mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
