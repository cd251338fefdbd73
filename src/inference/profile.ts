import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OnnxProvider } from './engine.ts';

/** One operator of a graph and the provider whose kernel ran it, in ONNX Runtime's words. */
export interface RanNode {
  readonly operator: string;
  readonly provider: string;
}

const RUNTIME_NAME: Readonly<Record<OnnxProvider, string>> = {
  cpu: 'CPUExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  tensorrt: 'TensorrtExecutionProvider',
};

/** Nearly all the arithmetic; shape operators run on the CPU by design, whatever the provider. */
const HEAVY_OPERATOR = /Conv|Gemm|MatMul/;

/** The operators that ran, read from a profile ONNX Runtime wrote (Chrome trace events as JSON). */
export function ranNodes(profile: string): RanNode[] {
  const events = JSON.parse(profile) as { cat?: string; args?: { op_name?: string; provider?: string } }[];
  return events.flatMap(({ cat, args }) =>
    cat === 'Node' && args?.op_name !== undefined && args.provider
      ? [{ operator: args.op_name, provider: args.provider }]
      : [],
  );
}

/** Why it cannot be said that `asked` runs the model; undefined when it does. */
export function providerDoubt(nodes: readonly RanNode[], asked: OnnxProvider): string | undefined {
  const name = RUNTIME_NAME[asked];
  if (!nodes.some((node) => node.provider === name)) return `no operator ran on ${name}`;
  if (asked === 'cpu') return undefined;
  const heavy = nodes.filter((node) => HEAVY_OPERATOR.test(node.operator));
  const stranded = heavy.filter((node) => node.provider === RUNTIME_NAME.cpu);
  return stranded.length === 0
    ? undefined
    : `${stranded.length} of ${heavy.length} convolutions and products ran on ${RUNTIME_NAME.cpu}`;
}

/**
 * Lets `runProfiled` run a model with profiling to the given path prefix, and returns which provider ran which
 * operator. ONNX Runtime writes the profile when the session is released.
 */
export async function profileNodes(runProfiled: (prefix: string) => Promise<void>): Promise<RanNode[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hematovision-profile-'));
  try {
    await runProfiled(join(folder, 'profile'));
    const [file] = await readdir(folder);
    return file === undefined ? [] : ranNodes(await readFile(join(folder, file), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
