import { CELL_CLASSES } from '../core/cells.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Box, Classification, Probabilities } from '../core/types.ts';
import type { Engine, Tensors } from './engine.ts';
import { blankPicture, type Picture, pictureTensor } from './picture.ts';

/** More crops in one call would only take memory: 64 crops of 224 × 224 are 40 MB of input alone. */
const MAX_CROPS = 64;

export interface ClassifierOptions {
  /** A cell whose best class is less probable is `unclassified`. */
  readonly rejectBelow: number;
}

/** Names cells; crops are cut inside the model, one answer a box, in the order of the boxes. */
export interface Classifier {
  classify(picture: Picture, boxes: readonly Box[]): Promise<Classification[]>;
}

/** A picture and a box for the first run. */
export function classifierProbe(): Tensors {
  return classifierInputs(blankPicture(96, 64), [[16, 16, 32, 32]]);
}

function classifierInputs(picture: Picture, boxes: readonly Box[]): Tensors {
  const data = Float32Array.from(boxes.flat());
  if (!data.every(Number.isFinite))
    throw new RangeError('A box to classify holds a value that is not a number');
  return { image: pictureTensor(picture), boxes: { type: 'float32', data, shape: [boxes.length, 4] } };
}

/** One row of the output as a classification. */
function readRow(row: Float32Array, rejectBelow: number): Classification {
  let best: (typeof CELL_CLASSES)[number] = CELL_CLASSES[0];
  const probabilities = Object.fromEntries(
    CELL_CLASSES.map((name, index) => [name, row[index] ?? Number.NaN]),
  ) as Probabilities;
  for (const name of CELL_CLASSES) if (probabilities[name] > probabilities[best]) best = name;
  const probability = probabilities[best];
  if (!Number.isFinite(probability)) {
    throw new HematovisionError('inference-failed', 'The classifier gave a probability that is not a number');
  }
  return { class: probability < rejectBelow ? 'unclassified' : best, probability, probabilities };
}

/** The classifier over a loaded model named `classifier`. */
export function createClassifier(engine: Engine, { rejectBelow }: ClassifierOptions): Classifier {
  async function classifyChunk(picture: Picture, boxes: readonly Box[]): Promise<Classification[]> {
    const outputs = await engine.run('classifier', classifierInputs(picture, boxes), ['probabilities']);
    const { probabilities } = outputs;
    const width = CELL_CLASSES.length;
    if (probabilities?.type !== 'float32' || probabilities.data.length !== boxes.length * width) {
      throw new HematovisionError(
        'model-invalid',
        `The classifier gives ${probabilities?.type}[${probabilities?.shape}] for ${boxes.length} boxes and ${width} classes`,
      );
    }
    const { data } = probabilities;
    return boxes.map((_, index) => readRow(data.subarray(index * width, (index + 1) * width), rejectBelow));
  }

  return {
    async classify(picture, boxes) {
      const classifications: Classification[] = [];
      for (let start = 0; start < boxes.length; start += MAX_CROPS) {
        classifications.push(...(await classifyChunk(picture, boxes.slice(start, start + MAX_CROPS))));
      }
      return classifications;
    },
  };
}
