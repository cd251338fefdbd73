import { hash } from 'node:crypto';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSignature, loadManifest, parseManifest } from '../../src/inference/manifest.ts';
import { tinyManifest, writeTinyModels } from './tiny-models.ts';

describe('model manifest', () => {
  it('loads the files it names, bytes and all', async () => {
    await using tiny = await writeTinyModels();
    const { detector, classifier } = await loadManifest(tiny.directory);
    expect(detector.entry.name).toBe('tiny-detector');
    expect((await classifier.read()).length).toBe(classifier.entry.bytes);
  });

  it('names file, expected and found sha256 when a file is not the one described', async () => {
    await using tiny = await writeTinyModels();
    await appendFile(join(tiny.directory, 'classifier.onnx'), 'x');
    const { classifier } = await tinyManifest();
    const found = hash('sha256', await readFile(join(tiny.directory, 'classifier.onnx')));
    await expect(loadManifest(tiny.directory)).rejects.toMatchObject({
      code: 'model-checksum',
      message: expect.stringMatching(
        `classifier\\.onnx .*\\s+expected sha256 ${classifier.sha256}\\s+found sha256 +${found}`,
      ),
    });
  });

  it('refuses a head that is not the one of the manifest', async () => {
    await using tiny = await writeTinyModels();
    await appendFile(join(tiny.directory, 'classifier-head.json'), ' ');
    await expect(loadManifest(tiny.directory)).rejects.toMatchObject({
      code: 'model-checksum',
      message: expect.stringContaining('classifier-head.json'),
    });
  });

  it.each(['detector.onnx', 'classifier-head.json', 'manifest.json'])(
    'says that %s is missing',
    async (file) => {
      await using tiny = await writeTinyModels();
      await rm(join(tiny.directory, file));
      await expect(loadManifest(tiny.directory)).rejects.toMatchObject({
        code: 'model-missing',
        message: expect.stringContaining(join(tiny.directory, file)),
      });
    },
  );

  it('refuses a manifest that is not JSON', async () => {
    await using tiny = await writeTinyModels();
    await writeFile(join(tiny.directory, 'manifest.json'), '{"schema": 1,');
    await expect(loadManifest(tiny.directory)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('is not JSON'),
    });
  });

  it('names every fault of a manifest with its path', async () => {
    const manifest = await tinyManifest();
    const broken = {
      ...manifest,
      detector: {
        ...manifest.detector,
        sha256: 'abc',
        thresholds: { ...manifest.detector.thresholds, rbc: 2 },
      },
      classifier: { ...manifest.classifier, file: '../elsewhere.onnx', classes: ['cell'], colour: 'red' },
    };
    expect(() => parseManifest(broken, 'manifest.json')).toThrow(
      expect.objectContaining({
        code: 'model-invalid',
        message: expect.stringMatching(
          /^manifest\.json:[\s\S]*detector\.sha256: [\s\S]*detector\.thresholds\.rbc: [\s\S]*classifier\.file: [\s\S]*classifier\.classes: must be, in this order, neutrophil_segmented[\s\S]*colour/,
        ),
      }),
    );
  });

  it('compares names, types and fixed sizes with the loaded graph; free sizes may be called anything', async () => {
    const { detector } = await tinyManifest();
    const signature = {
      inputs: [detector.inputs[1], { ...detector.inputs[0], shape: ['a', 'b', 3] }],
      outputs: detector.outputs,
      runtime: 'onnxruntime-node',
    } as Parameters<typeof checkSignature>[1];
    expect(() => checkSignature(detector, signature)).not.toThrow();
    const grey = { ...signature, inputs: [{ name: 'image', type: 'uint8', shape: ['a', 'b', 1] }] };
    expect(() => checkSignature(detector, grey)).toThrow(
      /detector\.onnx: the manifest promises the inputs .*image uint8\[\*,\*,3\].*the file has image uint8\[\*,\*,1\]/,
    );
  });
});
