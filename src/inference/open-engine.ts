import { existsSync } from 'node:fs';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Engine, OnnxProvider, ProviderChoice } from './engine.ts';
import { openKserveEngine } from './kserve-engine.ts';
import { openOnnxEngine } from './onnx-engine.ts';
import { type Trial, tryEngine } from './trial.ts';
import type { ModelToLoad, OnnxModelOnDisk } from './worker-messages.ts';

/**
 * What `auto` tries before the CPU. TensorRT is not among them: it builds its engines for minutes at every change of
 * the picture's size, which nobody should meet unasked.
 */
const AUTO_ORDER = ['cuda', 'webgpu'] as const satisfies readonly OnnxProvider[];
type AutoProvider = (typeof AUTO_ORDER)[number];

/** Without one of these there is nothing to try: the runtimes would only complain. Desktop NVIDIA, Jetson, any Vulkan. */
const DEVICE_NODES: Readonly<Record<AutoProvider, readonly string[]>> = {
  cuda: ['/dev/nvidiactl', '/dev/nvhost-gpu', '/dev/nvgpu'],
  webgpu: ['/dev/nvidiactl', '/dev/dri/renderD128'],
};

export interface EngineOrder {
  readonly choice: ProviderChoice;
  /** Threads of one run, on the CPU. */
  readonly threads: number;
  readonly models: readonly (ModelToLoad | OnnxModelOnDisk)[];
  /** Of each model: what shows that its answers are right. */
  readonly trials: readonly Trial[];
  /** Of the inference server; needed for `kserve`. */
  readonly kserveUrl?: string | undefined;
}

export interface OpenedEngine {
  readonly engine: Engine;
  /** What a person should know: what `auto` passed over and why, or that the chosen one is slower than the CPU. */
  readonly concerns: readonly string[];
}

/**
 * Opens what was chosen. Whatever is not the CPU must first give the CPU's answers. `auto` takes the first that does so
 * faster; what was chosen by name is taken though slow. A GPU that is lost again and again later is left for the CPU, as
 * `Engine.fellBack` tells. Throws `provider-unavailable`.
 */
export async function openEngine(order: EngineOrder): Promise<OpenedEngine> {
  const { choice } = order;
  const cpu = await openOnnx(order, 'cpu');
  if (choice === 'cpu') return { engine: cpu, concerns: [] };
  if (choice === 'auto') return bestOf(order, cpu);
  try {
    const { engine, slower } = await openTried(order, choice, cpu);
    return { engine, concerns: slower === undefined ? [] : [slower] };
  } finally {
    await cpu.close();
  }
}

async function bestOf(order: EngineOrder, cpu: Engine): Promise<OpenedEngine> {
  const concerns: string[] = [];
  for (const provider of AUTO_ORDER.filter(hasDevice)) {
    try {
      const { engine, slower } = await openTried(order, provider, cpu);
      if (slower === undefined) {
        await cpu.close();
        return { engine, concerns };
      }
      await engine.close();
      concerns.push(slower);
    } catch (reason) {
      concerns.push(`${provider} passed over: ${messageOf(reason)}`);
    }
  }
  return { engine: cpu, concerns };
}

/** An engine whose answers are right, and a sentence where it is slower than the CPU. */
async function openTried(order: EngineOrder, provider: OnnxProvider | 'kserve', cpu: Engine) {
  const engine = provider === 'kserve' ? await openKserve(order) : await openOnnx(order, provider);
  try {
    const { fault, engineMs, referenceMs } = await tryEngine(engine, cpu, order.trials);
    if (fault !== undefined) throw new HematovisionError('provider-unavailable', `${provider}: ${fault}`);
    const times = `${engineMs.toFixed(1)} ms against ${referenceMs.toFixed(1)} ms`;
    return {
      engine,
      slower: engineMs > referenceMs ? `${provider} is slower than the CPU: ${times}` : undefined,
    };
  } catch (fault) {
    await engine.close();
    throw fault;
  }
}

function hasDevice(provider: AutoProvider): boolean {
  return DEVICE_NODES[provider].some((path) => existsSync(path));
}

function openOnnx({ threads, models }: EngineOrder, provider: OnnxProvider): Promise<Engine> {
  return openOnnxEngine({ provider, threads, models });
}

async function openKserve({ kserveUrl, models }: EngineOrder): Promise<Engine> {
  if (kserveUrl === undefined)
    throw new HematovisionError('config-invalid', 'inference.provider kserve needs inference.kserveUrl');
  return openKserveEngine({ url: kserveUrl, models });
}
