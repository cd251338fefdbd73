import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTritonRepository } from '../../src/inference/triton-repository.ts';
import { PRODUCT } from '../../src/product.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('model repository for Triton', () => {
  it('holds the shipped weights and names the ports of the manifest', async () => {
    const folder = temporaryFolder();
    await writeTritonRepository(PRODUCT.modelDirectory, folder);
    for (const name of ['detector', 'classifier']) {
      const shipped = await readFile(join(PRODUCT.modelDirectory, `${name}.onnx`));
      expect(shipped.equals(await readFile(join(folder, name, '1', 'model.onnx')))).toBe(true);
    }
    const config = await readFile(join(folder, 'classifier', 'config.pbtxt'), 'utf8');
    expect(config).toContain('input { name: "image" data_type: TYPE_UINT8 dims: [ -1, -1, 3 ] }');
    expect(config).toMatch(/output \{ name: "embedding" data_type: TYPE_FP32 dims: \[ -1, 1280 \] \}/);
  });
});
