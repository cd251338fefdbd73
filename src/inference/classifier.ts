import type { ModelClass } from '../core/cells.ts';
import { type ClassSet, withinClassSet } from '../core/class-set.ts';
import { type DecisionRule, decideClass, likeliest } from '../core/decide-class.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Box, Classification } from '../core/types.ts';
import { type AttributeGroup, hasMorphology, readAttributes } from './attributes.ts';
import type { Engine, Tensors } from './engine.ts';
import { type ActivationMap, activationMap, MAP_CELLS } from './explanation.ts';
import { EMBEDDING_LENGTH, type HeadParameters, headProbabilities } from './head.ts';
import { blankPicture, dappledPicture, type Picture, pictureTensor } from './picture.ts';
import type { Trial } from './trial.ts';

/** Crops of one call to a GPU. */
const MOST_CROPS = 64;
/**
 * The CPU takes four at a time as fast as twenty, in 40 MiB instead of 330. What a live look names, however crowded the
 * slide, goes in pairs: a little slower, and 16 MiB are enough (bench/NOTES.md).
 */
const CPU_CROPS = { few: 2, many: 4, manyFrom: 16 } as const;
/**
 * What has less than this share of its probability on the classes in use is none of them. Low on purpose: where stain
 * and camera are new, mature neutrophils pass for metamyelocytes, and a class set is there to set that right.
 */
const LEAST_SHARE_IN_SET = 0.05;

export interface ClassifierOptions {
  /** Names the cells from their embeddings. */
  readonly head: HeadParameters;
  readonly classSet: ClassSet;
  readonly rule: DecisionRule;
  /** In the order of the model's output. */
  readonly attributes: readonly AttributeGroup[];
}

/** A classification and where in the crop the cell looks like its likeliest class, or like the one asked for. */
export interface Explanation {
  readonly classification: Classification;
  readonly activation: ActivationMap;
  /** What heads name the cell from: 1280 numbers. */
  readonly embedding: Float32Array;
}

/** Names cells; crops are cut inside the model, one answer a box, in the order of the boxes. */
export interface Classifier {
  classify(picture: Picture, boxes: readonly Box[]): Promise<Classification[]>;
  /** Names one cell and shows why, in one call of the model. */
  explain(picture: Picture, box: Box, name?: ModelClass): Promise<Explanation>;
  /** What heads name cells from: 1280 numbers a box. */
  embed(picture: Picture, boxes: readonly Box[]): Promise<Float32Array[]>;
}

/** A picture and a box for the first run. */
export function classifierProbe(): Tensors {
  return classifierInputs(blankPicture(96, 64), [[16, 16, 32, 32]]);
}

export function classifierTrial(): Trial {
  const box: Box = [40, 40, 160, 160];
  const inputs = classifierInputs(dappledPicture(240, 240), [box, box]);
  return { model: 'classifier', inputs, outputs: ['embedding'] };
}

function classifierInputs(picture: Picture, boxes: readonly Box[]): Tensors {
  const data = Float32Array.from(boxes.flat());
  if (!data.every(Number.isFinite))
    throw new RangeError('A box to classify holds a value that is not a number');
  return { image: pictureTensor(picture), boxes: { type: 'float32', data, shape: [boxes.length, 4] } };
}

/** An output as one row of `width` numbers a box. */
function rowsOf(outputs: Tensors, name: string, { boxes, width }: { boxes: number; width: number }) {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32' || tensor.data.length !== boxes * width) {
    throw new HematovisionError(
      'model-invalid',
      `The classifier gives ${name} as ${tensor?.type}[${tensor?.shape}], not ${width} numbers for each of ${boxes} boxes`,
    );
  }
  const { data } = tensor;
  return Array.from({ length: boxes }, (_, index) => data.subarray(index * width, (index + 1) * width));
}

/** What the model gives of one cell. */
interface Row {
  readonly embedding: Float32Array;
  readonly known: number;
  readonly attributes: Float32Array;
}

function readRow(row: Row, { head, classSet, rule, attributes }: ClassifierOptions): Classification {
  const { probabilities, share } = withinClassSet(headProbabilities(head, row.embedding), classSet);
  const evidence = { probabilities, known: share < LEAST_SHARE_IN_SET ? 0 : row.known };
  const verdict = decideClass(evidence, rule);
  if (!Number.isFinite(verdict.probability + evidence.known))
    throw new HematovisionError('inference-failed', 'The classifier gave a probability that is not a number');
  const isDescribed = verdict.rejected !== 'unknown' && hasMorphology(likeliest(probabilities));
  return {
    ...verdict,
    known: evidence.known,
    attributes: isDescribed ? readAttributes(row.attributes, attributes) : [],
  };
}

function cropsACall(provider: Engine['provider'], count: number): number {
  if (provider !== 'cpu') return MOST_CROPS;
  return count < CPU_CROPS.manyFrom ? CPU_CROPS.few : CPU_CROPS.many;
}

/** The classifier over a loaded model named `classifier`. */
export function createClassifier(engine: Engine, options: ClassifierOptions): Classifier {
  const attributeWidth = options.attributes.reduce((sum, { values }) => sum + values.length, 0);

  async function run(picture: Picture, boxes: readonly Box[], more: readonly string[] = []) {
    const names = ['embedding', 'known', 'attributes', ...more];
    const outputs = await engine.run('classifier', classifierInputs(picture, boxes), names);
    const rows = (name: string, width: number) => rowsOf(outputs, name, { boxes: boxes.length, width });
    const embeddings = rows('embedding', EMBEDDING_LENGTH);
    const known = rows('known', 1);
    const attributes = rows('attributes', attributeWidth);
    const cells = embeddings.map((embedding, index) =>
      readRow(
        { embedding, known: known[index]?.[0] as number, attributes: attributes[index] as Float32Array },
        options,
      ),
    );
    return { rows, embeddings, cells };
  }

  async function inChunks<T>(
    boxes: readonly Box[],
    answer: (chunk: readonly Box[]) => Promise<readonly T[]>,
  ): Promise<T[]> {
    const most = cropsACall(engine.provider, boxes.length);
    const answers: T[] = [];
    for (let start = 0; start < boxes.length; start += most)
      answers.push(...(await answer(boxes.slice(start, start + most))));
    return answers;
  }

  return {
    classify: (picture, boxes) => inChunks(boxes, async (chunk) => (await run(picture, chunk)).cells),
    embed: (picture, boxes) => inChunks(boxes, async (chunk) => (await run(picture, chunk)).embeddings),
    async explain(picture, box, name) {
      const { cells, embeddings, rows } = await run(picture, [box], ['maps']);
      const [classification] = cells as [Classification];
      const [embedding] = embeddings as [Float32Array];
      const [maps] = rows('maps', EMBEDDING_LENGTH * MAP_CELLS) as [Float32Array];
      const shown = name ?? likeliest(classification.probabilities);
      return { classification, activation: activationMap(options.head, maps, shown), embedding };
    },
  };
}
