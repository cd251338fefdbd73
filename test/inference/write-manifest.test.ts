import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadManifest } from '../../src/inference/manifest.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { graphPath } from './tiny-models.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'models', 'training', 'write-manifest.ts');

describe('writing the manifest', () => {
  it('describes the files as they are, so that they load', async () => {
    const directory = temporaryFolder();
    for (const file of ['detector.onnx', 'classifier.onnx', 'classifier-head.json'])
      await copyFile(graphPath(file), join(directory, file));
    await promisify(execFile)(process.execPath, [
      SCRIPT,
      '--directory',
      directory,
      '--detector-version',
      '1.2.3',
    ]);
    const { detector, classifier } = await loadManifest(directory);
    expect(detector.entry).toMatchObject({
      version: '1.2.3',
      redCellPixels: 72,
      classes: ['wbc', 'rbc', 'platelet'],
    });
    expect(detector.entry.inputs[0]).toEqual({ name: 'image', type: 'uint8', shape: ['height', 'width', 3] });
    expect(Buffer.from(await classifier.read())).toEqual(await readFile(graphPath('classifier.onnx')));
  });
});
