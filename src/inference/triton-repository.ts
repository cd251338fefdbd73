import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClassifierEntry, type DetectorEntry, loadManifest } from './manifest.ts';

const DATA_TYPE = { uint8: 'TYPE_UINT8', float32: 'TYPE_FP32', int64: 'TYPE_INT64' } as const;

/** A model's config.pbtxt: what the manifest promises, in Triton's words. */
export function tritonConfig(name: string, { inputs, outputs }: DetectorEntry | ClassifierEntry): string {
  const ports = (side: 'input' | 'output', all: DetectorEntry['inputs']) =>
    all.map(({ name: port, type, shape }) => {
      const dims = shape.map((size) => (typeof size === 'number' ? size : -1)).join(', ');
      return `${side} { name: "${port}" data_type: ${DATA_TYPE[type]} dims: [ ${dims} ] }`;
    });
  return `${[
    `name: "${name}"`,
    'backend: "onnxruntime"',
    // The first axis is cells or rows of the picture, not a batch of requests.
    'max_batch_size: 0',
    ...ports('input', inputs),
    ...ports('output', outputs),
    'instance_group { kind: KIND_GPU count: 1 }',
    'optimization { execution_accelerators { gpu_execution_accelerator {',
    '  name: "tensorrt"',
    '  parameters { key: "precision_mode" value: "FP16" }',
    '  parameters { key: "trt_engine_cache_enable" value: "true" }',
    '} } }',
  ].join('\n')}\n`;
}

/**
 * Lays the models of a folder out as a model repository for Triton Inference Server: the same ONNX files, on the GPU
 * through TensorRT where it can and CUDA where it cannot. Throws `model-missing` or `model-checksum`.
 */
export async function writeTritonRepository(modelDirectory: string, folder: string): Promise<void> {
  const { detector, classifier } = await loadManifest(modelDirectory);
  for (const [name, { entry }] of Object.entries({ detector, classifier })) {
    await mkdir(join(folder, name, '1'), { recursive: true });
    await copyFile(join(modelDirectory, entry.file), join(folder, name, '1', 'model.onnx'));
    await writeFile(join(folder, name, 'config.pbtxt'), tritonConfig(name, entry));
  }
}
