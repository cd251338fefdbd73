import { CELL_CLASSES, type CellClass } from '../../src/core/cells.ts';
import type { Cell, Probabilities } from '../../src/core/types.ts';
import type { ComposeResult } from '../../src/store/store.ts';

/** How many cells the writer that gets killed commits at a time. */
export const CELLS_A_BATCH = 3;

export function someCell(id: string, name: CellClass = 'lymphocyte', over: Partial<Cell> = {}): Cell {
  const probabilities = Object.fromEntries(
    CELL_CLASSES.map((other) => [other, other === name ? 0.9 : 0.01]),
  ) as Probabilities;
  return {
    id,
    class: name,
    probability: 0.9,
    probabilities,
    frameSeq: 12,
    box: [10.5, 20, 80, 82],
    xUm: 123.25,
    yUm: -4.5,
    modelSha256: 'a'.repeat(64),
    headSha256: 'b'.repeat(64),
    ...over,
  };
}

export const someResult: ComposeResult = (ended, tally, { id, seq, at }) => [
  {
    destination: 'mqtt',
    topic: `session/${ended.id}/result`,
    payload: JSON.stringify({ id, seq, at, session: ended.id, tally }),
  },
];
