interface TensorDataOf {
  uint8: Uint8Array;
  float32: Float32Array;
  int64: BigInt64Array;
}

export type TensorType = keyof TensorDataOf;

/** A dense array with its shape, row by row. Data in shared memory reaches a worker without a copy. */
export type Tensor = {
  [T in TensorType]: { readonly type: T; readonly data: TensorDataOf[T]; readonly shape: readonly number[] };
}[TensorType];

/** Name of an input or output → its tensor. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** One input or output as the model file declares it; a name in the shape is a size that is free. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface ModelSignature {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The package that runs it, such as `onnxruntime-node`. */
  readonly runtime: string;
}

/** Where the arithmetic can run inside this program, by ONNX Runtime. */
export const ONNX_PROVIDERS = ['cpu', 'webgpu', 'cuda', 'tensorrt'] as const;
export type OnnxProvider = (typeof ONNX_PROVIDERS)[number];

/** Where the arithmetic runs: inside, or in an inference server that speaks the KServe protocol. */
export type Provider = OnnxProvider | 'kserve';

/** What a person can ask for: `auto` is the best that is there, and says what it passed over. */
export const PROVIDER_CHOICES = ['auto', ...ONNX_PROVIDERS, 'kserve'] as const;
export type ProviderChoice = (typeof PROVIDER_CHOICES)[number];

/** `restarting`: what ran the models is gone, and the next call brings it up again. */
export type EngineState = 'ready' | 'restarting' | 'closed';

/** Tensors in, tensors out: the one seam between the cells and whatever runs the models. */
export interface Engine {
  /** What really runs the models, verified when they were loaded; never merely what was asked for. */
  readonly provider: Provider;
  readonly state: EngineState;
  /** How often what runs the models died or hung, and was brought up again. */
  readonly restarts: number;
  /** Why the CPU took over from the provider that ran the models first; null while it did not. */
  readonly fellBack: string | null;
  /** The models that were loaded, as their files declare themselves. */
  readonly models: Readonly<Record<string, ModelSignature>>;
  /**
   * Runs one model; calls are taken in turn. `outputs` names those wanted, all of them when left out.
   * Inputs in shared memory must stay untouched until the promise settles.
   * Rejects with `inference-failed` when the run failed or what runs it died.
   */
  run(model: string, inputs: Tensors, outputs?: readonly string[]): Promise<Tensors>;
  /** Frees the models; calls that still wait are rejected. Closing twice is harmless. */
  close(): Promise<void>;
}
