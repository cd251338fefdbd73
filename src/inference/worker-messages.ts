import type { ErrorCode } from '../core/errors.ts';
import type { ModelSignature, Provider, Tensors } from './engine.ts';

/** A model to load: its bytes, checked before, and inputs for a first run that warms it up. */
export interface ModelToLoad {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly probe: Tensors;
}

/** What a worker has to load. */
export interface WorkerOrder {
  readonly models: readonly ModelToLoad[];
  readonly provider: Provider;
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
      readonly provider: Provider;
      readonly signatures: Record<string, ModelSignature>;
    }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly type: 'done'; readonly id: number; readonly outputs: Tensors }
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
