import { createRequire } from 'node:module';
import type * as Converter from '@tensorflow/tfjs-converter';
import type * as Core from '@tensorflow/tfjs-core';
import { HematovisionError, messageOf } from '../core/errors.ts';

/** What can compute for TensorFlow.js, fastest first, and the name it registers itself under. */
const PACKAGES = [
  ['@tensorflow/tfjs-node-gpu', 'tensorflow'],
  ['@tensorflow/tfjs-node', 'tensorflow'],
  ['@tensorflow/tfjs-backend-wasm', 'wasm'],
] as const;

export interface TfjsRuntime {
  /** The package that computes. */
  readonly name: (typeof PACKAGES)[number][0];
  readonly core: typeof Core;
  readonly loadGraphModel: typeof Converter.loadGraphModel;
}

/** tfjs-node 4.22 still calls what Node 23 took away. */
function restoreIsNullOrUndefined(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === undefined || value === null;
}

/**
 * The first of @tensorflow/tfjs-node-gpu, @tensorflow/tfjs-node and WebAssembly that loads; all are optional.
 * Throws `provider-unavailable` with the reason of each where none does.
 */
export async function loadTfjsRuntime(): Promise<TfjsRuntime> {
  restoreIsNullOrUndefined();
  const reasons: string[] = [];
  for (const [name, backend] of PACKAGES) {
    try {
      const core = await import('@tensorflow/tfjs-core');
      const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
      await import(name);
      if (!(await core.setBackend(backend))) throw new Error(`its back end ${backend} does not start`);
      return { name, core, loadGraphModel };
    } catch (thrown) {
      reasons.push(`${name}: ${messageOf(thrown).split('\n', 1)[0]}`);
    }
  }
  throw new HematovisionError(
    'provider-unavailable',
    `TensorFlow.js does not load:\n  ${reasons.join('\n  ')}`,
  );
}
