import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { OnnxProvider, Port, Tensor, Tensors } from './engine.ts';
import type { ModelSession } from './model-session.ts';
import { profileNodes, providerDoubt } from './profile.ts';
import type { OnnxModelToLoad, WorkerOrder } from './worker-messages.ts';

/** TensorRT leaves what it cannot do to CUDA; ONNX Runtime itself adds the CPU at the end of each list. */
const PROVIDER_CHAIN: Readonly<Record<OnnxProvider, readonly string[]>> = {
  cpu: ['cpu'],
  webgpu: ['webgpu'],
  cuda: ['cuda'],
  tensorrt: ['tensorrt', 'cuda'],
};

// Faults come back as exceptions; the runtime would also paint them on stderr.
const LOG_FATAL_ONLY = 4;
env.logLevel = 'fatal';

function sessionOptions(order: Pick<WorkerOrder, 'provider' | 'threads'>): InferenceSession.SessionOptions {
  return {
    executionProviders: [...PROVIDER_CHAIN[order.provider]],
    intraOpNumThreads: order.threads,
    logSeverityLevel: LOG_FATAL_ONLY,
    // A plan of the memory for each count of crops makes nothing faster, and is kept beside the memory itself.
    enableMemPattern: false,
    // Spinning threads take whole cores from ffmpeg and the JPEG encoder between two frames; the moment from one operator
    // to the next is quicker waited for than slept through.
    extra: {
      session: {
        intra_op: { allow_spinning: '1', spin_duration_us: '50' },
        inter_op: { allow_spinning: '0' },
      },
    },
  };
}

async function createSession(
  model: OnnxModelToLoad,
  options: InferenceSession.SessionOptions,
  provider: OnnxProvider,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model.bytes, options);
  } catch (cause) {
    const reason = messageOf(cause).trim();
    const providerFault = /ExecutionProvider|backend not found|shared library|CUDA|TensorRT|WebGPU/i.test(
      reason,
    );
    throw provider !== 'cpu' && providerFault
      ? new HematovisionError('provider-unavailable', `Execution provider ${provider}: ${reason}`, { cause })
      : new HematovisionError('model-invalid', `Model ${model.name} cannot be loaded: ${reason}`, { cause });
  }
}

function toOrt(tensors: Tensors): Record<string, OrtTensor> {
  const entries = Object.entries(tensors).map(([name, { type, data, shape }]) => {
    return [name, new OrtTensor(type, data, shape)] as const;
  });
  return Object.fromEntries(entries);
}

/** Copies a result out of the runtime's memory, which is freed at once instead of when garbage is collected. */
function fromOrt(name: string, result: OrtTensor): Tensor {
  try {
    const { type, dims: shape, data } = result;
    if (type === 'float32') return { type, shape, data: Float32Array.from(data as Float32Array) };
    if (type === 'int64') return { type, shape, data: BigInt64Array.from(data as BigInt64Array) };
    if (type === 'uint8') return { type, shape, data: Uint8Array.from(data as Uint8Array) };
    throw new HematovisionError('model-invalid', `Output ${name} has the type ${type}`);
  } finally {
    result.dispose();
  }
}

async function runSession(
  session: InferenceSession,
  inputs: Tensors,
  outputs?: readonly string[],
): Promise<Tensors> {
  const results = await session.run(toOrt(inputs), outputs ?? session.outputNames);
  return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, fromOrt(name, result)]));
}

function ports(metadata: readonly InferenceSession.ValueMetadata[]): Port[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, shape: value.shape }
      : { name: value.name, type: 'not a tensor', shape: [] },
  );
}

/** Which provider's kernels run the model, by ONNX Runtime's own profile of one run. */
async function verifyProvider(model: OnnxModelToLoad, order: WorkerOrder): Promise<void> {
  const nodes = await profileNodes(async (prefix) => {
    const options = { ...sessionOptions(order), enableProfiling: true, profileFilePrefix: prefix };
    const session = await createSession(model, options, order.provider);
    await runSession(session, model.probe).finally(() => session.release());
  });
  const doubt = providerDoubt(nodes, order.provider);
  if (doubt !== undefined) {
    throw new HematovisionError(
      'provider-unavailable',
      `${model.name} does not run on ${order.provider}: ${doubt}`,
    );
  }
}

/**
 * Loads a model on the provider that was asked for and runs it once. Throws `model-invalid` for a graph that
 * cannot be loaded or run, `provider-unavailable` where the provider is not there or leaves the work to the CPU. The
 * model's bytes are gone then.
 */
export async function loadOnnxSession(model: OnnxModelToLoad, order: WorkerOrder): Promise<ModelSession> {
  // Asked for the CPU alone, nothing else can run; and a box with a full disk must still start.
  if (order.provider !== 'cpu') await verifyProvider(model, order);
  const session = await createSession(model, sessionOptions(order), order.provider);
  // The runtime has copied the weights. Freed now: a thread that makes hardly any garbage collects it late.
  model.bytes.buffer.transfer(0);
  try {
    await runSession(session, model.probe);
  } catch (cause) {
    await session.release();
    throw new HematovisionError(
      'model-invalid',
      `Model ${model.name} fails its first run: ${messageOf(cause)}`,
      { cause },
    );
  }
  return {
    signature: {
      inputs: ports(session.inputMetadata),
      outputs: ports(session.outputMetadata),
      runtime: 'onnxruntime-node',
    },
    run: (inputs, outputs) => runSession(session, inputs, outputs),
    release: () => session.release(),
  };
}
