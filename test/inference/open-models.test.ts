import { describe, expect, it } from 'vitest';
import { openModels } from '../../src/inference/open-models.ts';
import { blankPicture } from '../../src/inference/picture.ts';
import { tinyManifest, writeTinyModels } from './tiny-models.ts';

const SETTINGS = { provider: 'cpu', threads: 1, rejectBelow: 0.5 } as const;

describe('opening the models', () => {
  it('gives detector and classifier, says what runs them, and closes', async () => {
    await using tiny = await writeTinyModels();
    const models = await openModels({ directory: tiny.directory, ...SETTINGS });
    const { detector, classifier } = await tinyManifest();
    expect(models.provider).toBe('cpu');
    expect(models.models).toEqual([
      { name: 'tiny-detector', version: '0.0.1', sha256: detector.sha256 },
      {
        name: 'tiny-classifier',
        version: '0.0.1',
        sha256: classifier.sha256,
        headSha256: classifier.head.sha256,
      },
    ]);
    expect(models.state).toBe('ready');
    expect(await models.detector.detect(blankPicture(64, 48))).toEqual([]);
    await models.close();
    expect(models.state).toBe('closed');
    await expect(models.detector.detect(blankPicture(64, 48))).rejects.toMatchObject({
      code: 'inference-failed',
    });
  });

  it('refuses a graph in the place of another', async () => {
    await using tiny = await writeTinyModels('classifier.onnx');
    await expect(openModels({ directory: tiny.directory, ...SETTINGS })).rejects.toMatchObject({
      code: 'model-invalid',
    });
  });

  it('refuses a provider that is not there', async () => {
    await using tiny = await writeTinyModels();
    await expect(
      openModels({ directory: tiny.directory, ...SETTINGS, provider: 'cuda' }),
    ).rejects.toMatchObject({
      code: 'provider-unavailable',
    });
  });
});
