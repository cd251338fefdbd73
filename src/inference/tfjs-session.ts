import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { io, Tensor as TfjsTensor } from '@tensorflow/tfjs-core';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Box } from '../core/types.ts';
import type { ModelSignature, Port, Tensor, Tensors } from './engine.ts';
import type { ModelSession } from './model-session.ts';
import type { Picture } from './picture.ts';
import { cropCells } from './tfjs-crops.ts';
import type { TfjsModel } from './tfjs-model.ts';
import { loadTfjsRuntime, type TfjsRuntime } from './tfjs-runtime.ts';
import type { TfjsModelToLoad } from './worker-messages.ts';

/** The first layers of a crop take 5 MB each, and WebAssembly never gives memory back. */
const CROPS_A_RUN = 8;

function input<T extends Tensor['type']>(
  inputs: Tensors,
  name: string,
  type: T,
): Extract<Tensor, { type: T }> {
  const tensor = inputs[name];
  if (tensor?.type !== type)
    throw new TypeError(`Input ${name} is ${tensor?.type ?? 'missing'}, not ${type}`);
  return tensor as Extract<Tensor, { type: T }>;
}

function readPicture(inputs: Tensors): Picture {
  const { data: pixels, shape } = input(inputs, 'image', 'uint8');
  const [height = 0, width = 0, channels] = shape;
  if (shape.length !== 3 || channels !== 3 || pixels.length !== height * width * 3) {
    throw new TypeError(`Input image has the shape [${shape}]`);
  }
  return { width, height, pixels };
}

function readBoxes(inputs: Tensors): Box[] {
  const { data, shape } = input(inputs, 'boxes', 'float32');
  const [count = 0, sides] = shape;
  if (shape.length !== 2 || count < 1 || sides !== 4 || data.length !== count * 4) {
    throw new TypeError(`Input boxes has the shape [${shape}]`);
  }
  return Array.from({ length: count }, (_, index) => {
    const [x = 0, y = 0, width = 0, height = 0] = data.subarray(index * 4, index * 4 + 4);
    return [x, y, width, height];
  });
}

/** The parts of one output, one after the other. */
function joined(
  parts: readonly { readonly data: Float32Array; readonly shape: readonly number[] }[],
): Tensor {
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0));
  let cells = 0;
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
    cells += part.shape[0] ?? 0;
  }
  return { type: 'float32', data, shape: [cells, ...(parts[0]?.shape.slice(1) ?? [])] };
}

/** The classifier as TensorFlow.js runs it: crops are cut here, the graph does the rest. */
class TfjsSession implements ModelSession {
  readonly signature: ModelSignature;
  readonly #core: TfjsRuntime['core'];
  readonly #graph: GraphModel;
  readonly #cropSide: number;

  constructor({ core, name }: TfjsRuntime, graph: GraphModel, { graph: { userDefinedMetadata } }: TfjsModel) {
    const { inputs, outputs, cropSide } = userDefinedMetadata;
    this.signature = { inputs, outputs, runtime: name };
    this.#core = core;
    this.#graph = graph;
    this.#cropSide = cropSide;
  }

  async run(inputs: Tensors, outputs?: readonly string[]): Promise<Tensors> {
    const picture = readPicture(inputs);
    const boxes = readBoxes(inputs);
    const names = outputs ?? this.signature.outputs.map(({ name }: Port) => name);
    const runs: Awaited<ReturnType<TfjsSession['run']>>[] = [];
    for (let start = 0; start < boxes.length; start += CROPS_A_RUN) {
      runs.push(await this.#runCrops(picture, boxes.slice(start, start + CROPS_A_RUN), names));
    }
    return Object.fromEntries(
      names.map((name) => [
        name,
        joined(runs.map((run) => run[name] as Extract<Tensor, { type: 'float32' }>)),
      ]),
    );
  }

  async #runCrops(picture: Picture, boxes: readonly Box[], names: readonly string[]): Promise<Tensors> {
    const side = this.#cropSide;
    const crops = this.#core.tensor4d(cropCells(picture, boxes, side), [boxes.length, side, side, 3]);
    let results: TfjsTensor[] = [];
    try {
      results = [this.#graph.execute({ crops }, [...names])].flat();
      const entries = results.map(async (result, index): Promise<[string, Tensor]> => {
        // A copy: what TensorFlow.js gives may be a view of its own memory.
        const data = Float32Array.from(await result.data<'float32'>());
        return [names[index] as string, { type: 'float32', data, shape: result.shape }];
      });
      return Object.fromEntries(await Promise.all(entries));
    } finally {
      this.#core.dispose([crops, ...results]);
    }
  }

  async release(): Promise<void> {
    this.#graph.dispose();
  }
}

async function loadGraph({ core, loadGraphModel }: TfjsRuntime, model: TfjsModelToLoad): Promise<GraphModel> {
  const { modelTopology, signature, weightsManifest } = model.tfjs.graph;
  const artifacts = {
    modelTopology,
    signature,
    weightSpecs: weightsManifest[0].weights as unknown as io.WeightsManifestEntry[],
    // TensorFlow.js wants memory that is not shared.
    weightData: Uint8Array.from(model.tfjs.weights).buffer,
  };
  return loadGraphModel(core.io.fromMemory(artifacts));
}

/**
 * Loads the classifier into the first TensorFlow.js back end there is and runs it once. Throws
 * `provider-unavailable` where there is none, `model-invalid` for a graph that cannot be loaded or run.
 */
export async function loadTfjsSession(model: TfjsModelToLoad): Promise<ModelSession> {
  const runtime = await loadTfjsRuntime();
  try {
    const session = new TfjsSession(runtime, await loadGraph(runtime, model), model.tfjs);
    await session.run(model.probe);
    return session;
  } catch (cause) {
    throw new HematovisionError(
      'model-invalid',
      `Model ${model.name} does not run on ${runtime.name}: ${messageOf(cause)}`,
      { cause },
    );
  }
}
