import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import { formatReference, loadReference, REFERENCE_FILE } from '../../src/inference/reference-cells.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someCells } from './some-heads.ts';

const MODEL = 'a'.repeat(64);
const cells = someCells(CELL_CLASSES, { each: 4 });

async function folderWith(content: string): Promise<string> {
  const folder = temporaryFolder();
  await writeFile(join(folder, REFERENCE_FILE), content);
  return folder;
}

describe('the reference cells', () => {
  it('come back as they were written, to half precision, half to rehearse and half to judge', async () => {
    const content = formatReference({ modelSha256: MODEL, source: 'a test', cells });
    const { rehearsal, check } = await loadReference(await folderWith(content), MODEL);
    for (const half of [rehearsal, check])
      expect(half.map(({ label }) => label)).toEqual(CELL_CLASSES.flatMap((name) => [name, name]));
    const read = [rehearsal[0], check[0], rehearsal[1], check[1]];
    read.forEach((cell, index) => {
      cell?.embedding.forEach((value, feature) => {
        expect(value).toBeCloseTo(cells[index]?.embedding[feature] ?? Number.NaN, 2);
      });
    });
  });

  it('of other weights are refused', async () => {
    const content = formatReference({ modelSha256: 'b'.repeat(64), source: 'a test', cells });
    await expect(loadReference(await folderWith(content), MODEL)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('other weights'),
    });
  });

  it.each([
    ['no JSON', '{'],
    [
      'fewer numbers than labels',
      JSON.stringify({ schema: 1, modelSha256: MODEL, source: '', labels: ['basophil'], embeddings: 'AAAA' }),
    ],
  ])('with %s are refused', async (_fault, content) => {
    await expect(loadReference(await folderWith(content), MODEL)).rejects.toMatchObject({
      code: 'model-invalid',
    });
  });

  it('are missed when they are not there', async () => {
    const folder = await folderWith('');
    await rm(join(folder, REFERENCE_FILE));
    await expect(loadReference(folder, MODEL)).rejects.toMatchObject({ code: 'model-missing' });
  });
});
