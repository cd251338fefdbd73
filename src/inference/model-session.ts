import type { ModelSignature, Tensors } from './engine.ts';

/** A model in memory. `run` may block the thread it is on. */
export interface ModelSession {
  readonly signature: ModelSignature;
  /** Fetches the outputs that are named, all of them when left out. */
  run(inputs: Tensors, outputs?: readonly string[]): Promise<Tensors>;
  release(): Promise<void>;
}
