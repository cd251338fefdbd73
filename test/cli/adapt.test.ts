import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runAdapt } from '../../src/cli/adapt.ts';
import { runClassify } from '../../src/cli/classify.ts';
import type { ModelClass } from '../../src/core/cells.ts';
import type { LabelledCell } from '../../src/inference/fit-head.ts';
import { EMBEDDING_LENGTH } from '../../src/inference/head.ts';
import { formatReference, REFERENCE_FILE } from '../../src/inference/reference-cells.ts';
import { openStore } from '../../src/store/store.ts';
import { type TinyModels, tinyManifest, writeTinyModels } from '../inference/tiny-models.ts';
import { someCell, someResult } from '../store/some-facts.ts';
import { someSignedResult } from '../store/some-signed-result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TIMEOUT_MS = 60_000;

/** The tiny head knows red, green and blue cells. */
const KNOWN: readonly (readonly [ModelClass, number])[] = [
  ['neutrophil_segmented', 0],
  ['eosinophil', 1],
  ['lymphocyte', 2],
];

async function writeReference(directory: string): Promise<void> {
  const cells = KNOWN.flatMap(([label, channel]) =>
    Array.from({ length: 10 }, (_, index): LabelledCell => {
      const embedding = new Float32Array(EMBEDDING_LENGTH);
      embedding[channel] = 200 + 4 * index;
      return { label, embedding };
    }),
  );
  const { classifier } = await tinyManifest();
  const content = formatReference({ modelSha256: classifier.sha256, source: 'colours', cells });
  await writeFile(join(directory, REFERENCE_FILE), content);
}

/** Six pictures of nothing but a cell, slightly different in tone, in a folder of its class's name. */
async function writeCells(
  folder: string,
  name: string,
  colour: readonly [number, number, number],
): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  for (let index = 0; index < 6; index += 1) {
    const [r, g, b] = colour.map((value) => Math.max(0, value - 4 * index)) as [number, number, number];
    await sharp({ create: { width: 24, height: 24, channels: 3, background: { r, g, b } } })
      .png()
      .toFile(join(folder, name, `${index}.png`));
  }
}

/** A laboratory whose monocytes are yellow and whose basophils are violet; the tiny head has never seen the like. */
async function otherLaboratory(): Promise<string> {
  const folder = temporaryFolder();
  await writeCells(folder, 'Monocyte', [250, 250, 0]);
  await writeCells(folder, 'basophil', [250, 0, 250]);
  return folder;
}

async function printed(run: () => Promise<number>): Promise<{ code: number; stdout: string }> {
  let stdout = '';
  const write = (text: string | Uint8Array, done?: unknown) => {
    stdout += text;
    if (typeof done === 'function') done();
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(write),
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
  ];
  try {
    return { code: await run(), stdout };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('hematovision adapt', () => {
  let tiny: TinyModels;
  beforeAll(async () => {
    tiny = await writeTinyModels();
    await writeReference(tiny.directory);
  });
  afterAll(() => tiny[Symbol.asyncDispose]());
  const adapt = (...args: string[]) => printed(() => runAdapt(['--models', tiny.directory, ...args]));
  const classify = async (...args: string[]) => {
    const { stdout } = await printed(() => runClassify(['--models', tiny.directory, '--jsonl', ...args]));
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  it('learns from class-named folders, puts the head in use, and takes it back', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const [folder, data] = [await otherLaboratory(), temporaryFolder()];
    const { code, stdout } = await adapt('--from', folder, '--data', data, '--apply', '--json');
    expect(code).toBe(0);
    const facts = JSON.parse(stdout);
    expect(facts).toMatchObject({
      corrections: { monocyte: 6, basophil: 6 },
      corrected: { shipped: { right: 0, n: 12 }, adapted: { right: 12, n: 12 } },
      reference: { shipped: { right: 15, n: 15 }, adapted: { right: 15, n: 15 } },
      better: true,
    });
    const named = await classify('--data', data, folder);
    expect(named.map((line) => line.class)).toEqual([
      ...Array(6).fill('monocyte'),
      ...Array(6).fill('basophil'),
    ]);
    expect(new Set(named.map((line) => line.headSha256))).toEqual(new Set([facts.newHeadSha256]));
    expect((await adapt('--revert', '--data', data)).code).toBe(0);
    const [before] = await classify('--data', data, folder);
    expect(before).toMatchObject({ headSha256: facts.headSha256 });
    expect(before.class).not.toBe('monocyte');
    const store = openStore({ directory: data });
    try {
      expect(store.access.audit.newest(2)).toMatchObject([
        { what: 'head-changed', details: { before: null, after: facts.newHeadSha256, better: true } },
        { what: 'head-changed', details: { before: facts.newHeadSha256, after: null } },
      ]);
    } finally {
      store.close();
    }
  });

  it('learns from a list, and writes a head that classify takes', { timeout: TIMEOUT_MS }, async () => {
    const folder = await otherLaboratory();
    const lines = ['Monocyte', 'basophil'].flatMap((name) =>
      Array.from({ length: 6 }, (_, index) =>
        JSON.stringify({ file: `${name}/${index}.png`, class: name, probability: 1 }),
      ),
    );
    const list = join(folder, 'corrections.jsonl');
    await writeFile(list, `${lines.join('\n')}\n\n`);
    const out = join(folder, 'head.json');
    const { code, stdout } = await adapt('--from', list, '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /monocyte +6[\s\S]*12 corrections, unseen +0\.0 % \(0\.0–26\.5\) +100\.0 %[\s\S]*\nBetter: /,
    );
    const [line] = await classify('--head', out, join(folder, 'basophil'));
    expect(line).toMatchObject({
      class: 'basophil',
      headSha256: stdout.match(/head {2}([0-9a-f]{64})/)?.[1],
    });
    expect(JSON.parse(await readFile(out, 'utf8')).adapted.corrections).toEqual({ monocyte: 6, basophil: 6 });
  });

  it('does not put a head in use that forgets what was known', { timeout: TIMEOUT_MS }, async () => {
    const [folder, data] = [temporaryFolder(), temporaryFolder()];
    // What the reference calls neutrophils and lymphocytes, the other way round.
    await writeCells(folder, 'lymphocyte', [236, 0, 0]);
    await writeCells(folder, 'neutrophil', [0, 0, 236]);
    const { code, stdout } = await adapt('--from', folder, '--data', data, '--apply', '--json');
    expect(code).toBe(65);
    expect(JSON.parse(stdout).better).toBe(false);
    const [line] = await classify('--data', data, join(folder, 'lymphocyte'));
    expect(line.class).toBe('neutrophil_segmented');
  });

  it('learns from what people named in sessions that were signed here', { timeout: TIMEOUT_MS }, async () => {
    const data = temporaryFolder();
    const store = openStore({ directory: data });
    const { id } = store.startSession();
    const named = [...Array(6).fill('monocyte'), ...Array(6).fill('basophil'), 'artefact'] as const;
    for (const [index, name] of named.entries()) {
      const level = 250 - 4 * (index % 6);
      const background = name === 'monocyte' ? { r: level, g: level, b: 0 } : { r: level, g: 0, b: level };
      const picture = sharp({ create: { width: 36, height: 36, channels: 3, background } });
      const cropJpeg = await picture.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
      const cell = someCell(`cell-${index}`, 'lymphocyte');
      store.recordCells(id, [{ cell, cropJpeg, crop: { sideUm: 20, box: [6, 6, 24, 24] } }]);
    }
    store.endSession(id, someResult);
    const decisions = named.map((name, index) => ({ cell: `cell-${index}`, class: name }));
    const { revision } = store.readings.decide(id, { reading: 'first', decisions });
    await expect(adapt('--data', data, '--dry-run')).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining('no signed corrections'),
      hint: expect.stringContaining('--from'),
    });
    store.review.sign(id, revision, someSignedResult);
    store.close();
    const { code, stdout } = await adapt('--data', data, '--apply', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      corrections: { monocyte: 6, basophil: 6 },
      corrected: { shipped: { right: 0, n: 12 }, adapted: { right: 12, n: 12 } },
      better: true,
    });
  });

  it('says that there is no instrument to learn from', async () => {
    await expect(adapt('--data', temporaryFolder(), '--dry-run')).rejects.toMatchObject({
      code: 'file-missing',
      hint: expect.stringContaining('--data'),
    });
  });

  it('does not learn from next to nothing', async () => {
    const folder = temporaryFolder();
    await writeCells(folder, 'basophil', [250, 0, 250]);
    await expect(adapt('--from', folder, '--dry-run')).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining('6 cells of 1 classes are too few'),
    });
  });

  it('names a folder or line that is no class', async () => {
    const folder = temporaryFolder();
    await writeCells(folder, 'basofil', [250, 0, 250]);
    await expect(adapt('--from', folder, '--dry-run')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/basofil: 'basofil' is no class.*immature_granulocyte/),
    });
    const list = join(folder, 'list.jsonl');
    await writeFile(list, '{"file": "a.png", "class": "basophil"}\n{"file": "b.png"}\n');
    await expect(adapt('--from', list, '--dry-run')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('list.jsonl:2'),
    });
  });

  it.each([[[]], [['--apply', '--dry-run']], [['--from', 'x', '--revert', '--apply']]])(
    'refuses %j',
    async (args) => {
      await expect(adapt(...args)).rejects.toMatchObject({ code: 'usage' });
    },
  );

  it('has nothing to take back in a new data folder', async () => {
    await expect(adapt('--revert', '--data', temporaryFolder())).rejects.toMatchObject({
      code: 'file-missing',
    });
  });
});
