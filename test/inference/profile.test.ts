import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { profileNodes, providerDoubt } from '../../src/inference/profile.ts';
import { graphPath } from './tiny-models.ts';

const cpu = (operator: string) => ({ operator, provider: 'CPUExecutionProvider' });
const cuda = (operator: string) => ({ operator, provider: 'CUDAExecutionProvider' });

describe('which provider runs', () => {
  it('is read from the profile the runtime itself writes, and leaves no file behind', async () => {
    const leftovers = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('hematovision-profile-'));
    const before = await leftovers();
    const nodes = await profileNodes(async (prefix) => {
      const session = await InferenceSession.create(await readFile(graphPath('classifier.onnx')), {
        executionProviders: ['cpu'],
        enableProfiling: true,
        profileFilePrefix: prefix,
      });
      await session.run({
        image: new Tensor('uint8', new Uint8Array(48), [4, 4, 3]),
        boxes: new Tensor('float32', new Float32Array([0, 0, 4, 4]), [1, 4]),
      });
      await session.release();
    });
    expect(nodes).toContainEqual(cpu('RoiAlign'));
    expect(nodes).toContainEqual(cpu('MatMul'));
    expect(providerDoubt(nodes, 'cpu')).toBeUndefined();
    expect(providerDoubt(nodes, 'cuda')).toBe('no operator ran on CUDAExecutionProvider');
    expect(await leftovers()).toEqual(before);
  });

  it('is doubted when the provider left the arithmetic to the CPU', () => {
    expect(providerDoubt([cuda('Cast'), cuda('Conv'), cpu('FusedConv'), cpu('Shape')], 'cuda')).toBe(
      '1 of 2 convolutions and products ran on CPUExecutionProvider',
    );
  });

  it('is believed when only shapes are left to the CPU', () => {
    expect(
      providerDoubt([cuda('Conv'), cuda('MatMul'), cpu('Shape'), cpu('Gather')], 'cuda'),
    ).toBeUndefined();
  });

  it('is TensorRT when CUDA does the rest', () => {
    const nodes = [{ operator: 'TRTKernel_graph_0', provider: 'TensorrtExecutionProvider' }, cuda('Conv')];
    expect(providerDoubt(nodes, 'tensorrt')).toBeUndefined();
  });

  it('is doubted when nothing ran', () => {
    expect(providerDoubt([], 'cpu')).toBe('no operator ran on CPUExecutionProvider');
  });
});
