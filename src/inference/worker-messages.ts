import type { ErrorCode } from '../core/errors.ts';
import type { ModelSignature, OnnxProvider, Tensors } from './engine.ts';
import type { TfjsModel } from './tfjs-model.ts';

interface NamedModel {
  readonly name: string;
  /** Inputs for a first run that warms the model up. */
  readonly probe: Tensors;
}

/** An ONNX graph: the bytes of its file, checked before. */
export interface OnnxModelToLoad extends NamedModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An ONNX graph whose bytes are read and checked whenever a worker starts, and kept by nobody. */
export interface OnnxModelOnDisk extends NamedModel {
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** The classifier in TensorFlow.js's format. */
export interface TfjsModelToLoad extends NamedModel {
  readonly tfjs: TfjsModel;
}

export type ModelToLoad = OnnxModelToLoad | TfjsModelToLoad;

/** What a worker has to load. */
export interface WorkerOrder {
  readonly models: readonly ModelToLoad[];
  readonly provider: OnnxProvider;
  readonly threads: number;
}

/** What the worker is started with: its order, and a flag in shared memory that turns 1 when it is to end. */
export interface WorkerStart extends WorkerOrder {
  readonly stopFlag: Int32Array<SharedArrayBuffer>;
}

/** To the worker: run a model, or end (the flag says so at once, the message wakes it). */
export type WorkerRequest = 'stop' | RunRequest;

export interface RunRequest {
  readonly id: number;
  readonly model: string;
  readonly inputs: Tensors;
  readonly outputs: readonly string[] | undefined;
}

/** What a worker says: once `ready` or `refused`, then one answer a request. */
export type WorkerReply =
  | {
      readonly type: 'ready';
      readonly provider: OnnxProvider;
      readonly signatures: Record<string, ModelSignature>;
    }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'done'; readonly id: number; readonly outputs: Tensors }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
