import { createSimulation } from '../../src/capture/simulator/simulation.ts';
import { type SlideTruth, type TruthCell, truthOf } from '../../src/capture/simulator/truth.ts';
import type { CellKind, ModelClass } from '../../src/core/cells.ts';
import type { Box } from '../../src/core/types.ts';
import { blankPicture, type Picture } from '../../src/inference/picture.ts';
import type { LabelledPicture, Source } from './labelled.ts';

/** Seeds that no training or development run draws. */
const SEEDS = [5101, 5102, 5103, 5104];
const FIELDS_A_SEED = 16;
const SIZE = { width: 960, height: 720, fps: 1, micronsPerPixel: 0.075 } as const;
const PLAN = { ...SIZE, mix: 'uniform', pace: 'stills', nucleatedPerMm2: 1500 } as const;
/** A platelet is met thirty times as often as any other class. */
const PLATELETS_A_FIELD = 1;
/** A cell that the edge cuts is nobody's fault. */
const MARGIN = 4;
/** Of a cell the edge cuts, less than this is nothing to find (MIN_VISIBLE_SHARE of training/detector/simulated.py). */
const LEAST_VISIBLE = 0.15;

const KIND: Readonly<Record<TruthCell['type'], CellKind>> = {
  WBC: 'wbc',
  Erythroblast: 'wbc',
  RBC: 'rbc',
  Platelets: 'platelet',
};

/** One simulated field, its scale and all that lies in it. */
export interface SimulatedField {
  readonly name: string;
  readonly micronsPerPixel: number;
  readonly load: () => Promise<Picture>;
  readonly cells: readonly {
    readonly kind: CellKind;
    readonly class: ModelClass | null;
    readonly box: Box;
  }[];
}

function cellsOfFrame({ cells, frames }: SlideTruth, seq: number): SimulatedField['cells'] {
  const [frameX = 0, frameY = 0] = frames[seq] ?? [];
  return cells.flatMap(({ type, fineClass, x, y, w, h }) => {
    const left = Math.max(0, x - frameX);
    const top = Math.max(0, y - frameY);
    const width = Math.min(x - frameX + w, SIZE.width) - left;
    const height = Math.min(y - frameY + h, SIZE.height) - top;
    if (width <= 0 || height <= 0 || width * height < LEAST_VISIBLE * w * h) return [];
    const named = fineClass === 'unclassified' ? null : fineClass;
    return [{ kind: KIND[type], class: named, box: [left, top, width, height] as const }];
  });
}

/** Sharp fields of slides that no model was trained on, drawn when they are loaded. */
export function simulatedFields(): SimulatedField[] {
  return SEEDS.flatMap((seed) => {
    const simulation = createSimulation({ ...PLAN, seed });
    const truth = truthOf({ ...PLAN, seed }, FIELDS_A_SEED, '');
    return Array.from(
      { length: FIELDS_A_SEED },
      (_, seq): SimulatedField => ({
        name: `seed ${seed}, field ${seq}`,
        micronsPerPixel: SIZE.micronsPerPixel,
        load: async () => {
          const picture = blankPicture(SIZE.width, SIZE.height);
          simulation.shoot(seq, picture.pixels);
          return picture;
        },
        cells: cellsOfFrame(truth, seq),
      }),
    );
  });
}

function isWhole([x, y, width, height]: Box): boolean {
  return x >= MARGIN && y >= MARGIN && x + width <= SIZE.width - MARGIN && y + height <= SIZE.height - MARGIN;
}

/** The whole cells of the simulated fields, platelets thinned out. */
export function simulatedCells(): Source {
  const pictures = simulatedFields().map(({ name, load, cells }): LabelledPicture => {
    const named = cells.flatMap(({ class: name, box }) =>
      name && isWhole(box) ? [{ possible: [name], box }] : [],
    );
    const isPlatelet = ({ possible }: (typeof named)[number]): boolean => possible[0] === 'platelet';
    return {
      name,
      load,
      cells: [
        ...named.filter((cell) => !isPlatelet(cell)),
        ...named.filter(isPlatelet).slice(0, PLATELETS_A_FIELD),
      ],
    };
  });
  const about = `Drawn on the spot, ${SEEDS.length} slides of seeds never trained on; true boxes. It says that the software works, nothing about blood.`;
  return { key: 'simulator', title: 'Simulator', about, pictures };
}
