import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runClassify } from '../../src/cli/classify.ts';
import type { ClassifyLine } from '../../src/core/wire/cli.ts';
import { type TinyModels, writeTinyModels } from '../inference/tiny-models.ts';
import { LAUNCHER, runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STACK_TRACE = /\n\s+at .+:\d+:\d+/;

/** A grey picture of 120 × 80 with a dark red rectangle, which the tiny models call a segmented neutrophil. */
async function writePicture(
  path: string,
  spot: readonly [x: number, y: number, w: number, h: number] | null,
) {
  await mkdir(dirname(path), { recursive: true });
  const ground = sharp({ create: { width: 120, height: 80, channels: 3, background: '#d0d0d0' } });
  if (spot === null) return ground.png().toFile(path);
  const [left, top, width, height] = spot;
  const input = { create: { width, height, channels: 3, background: '#f00000' } } as const;
  return ground.composite([{ input, left, top }]).png().toFile(path);
}

const lines = (stdout: string): ClassifyLine[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('hematovision classify', () => {
  let tiny: TinyModels;
  beforeAll(async () => {
    tiny = await writeTinyModels();
  });
  afterAll(() => tiny[Symbol.asyncDispose]());
  const classify = (...args: string[]) => runCommand(['classify', '--models', tiny.directory, ...args]);

  it('walks folders in order and prints a line a picture', async () => {
    const folder = temporaryFolder();
    await writePicture(join(folder, 'b.png'), [40, 20, 30, 24]);
    await writePicture(join(folder, 'a', 'z.PNG'), null);
    await writeFile(join(folder, 'classes.txt'), 'no picture, and not taken for one');
    await writeFile(join(folder, '.hidden.png'), 'nor is this');
    const { code, stdout, stderr } = await classify('--jsonl', '--reject-below', '0', folder);
    expect([code, stderr]).toEqual([0, '']);
    const [empty, cell] = lines(stdout);
    expect(empty).toMatchObject({ file: join(folder, 'a', 'z.PNG'), crop: null });
    expect(cell).toMatchObject({
      file: join(folder, 'b.png'),
      class: 'neutrophil_segmented',
      crop: [40, 20, 30, 24],
    });
    expect(cell?.probability).toBe(cell?.probabilities.neutrophil_segmented);
    expect(Object.values(cell?.probabilities ?? {}).reduce((sum, p) => sum + p)).toBeCloseTo(1, 4);
  });

  it('leaves unclassified what it is not sure of', async () => {
    const path = join(temporaryFolder(), 'grey.png');
    await writePicture(path, null);
    const { stdout } = await classify('--jsonl', '--reject-below', '0.9', path);
    expect(lines(stdout)[0]).toMatchObject({ class: 'unclassified', crop: null });
  });

  it('prints a table for people', async () => {
    const folder = temporaryFolder();
    await writePicture(join(folder, 'cell.png'), [40, 20, 30, 24]);
    await writePicture(join(folder, 'nothing-there.png'), null);
    const { stdout } = await classify(folder);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/cell\.png {11}Segmented neutrophil +100\.0 % {2}cell at 40 20 30 24$/),
      expect.stringMatching(/nothing-there\.png {2}Unclassified +33\.3 % {2}whole picture: no cell found$/),
      '',
    ]);
  });

  it('tells of pictures that cannot be read, goes on, and ends with 65', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'empty.jpg'), '');
    await writeFile(join(folder, 'text.png'), 'class,x,y');
    await writePicture(join(folder, 'whole.png'), [40, 20, 30, 24]);
    const { code, stdout, stderr } = await classify('--jsonl', folder, join(folder, 'nowhere.png'));
    expect(code).toBe(65);
    expect(lines(stdout).map(({ file }) => file)).toEqual([join(folder, 'whole.png')]);
    for (const name of ['empty.jpg', 'text.png', 'nowhere.png']) expect(stderr).toContain(join(folder, name));
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it('ends with 66 when there is nothing to read', async () => {
    const folder = temporaryFolder();
    expect(await classify(folder)).toMatchObject({ code: 66, stderr: expect.stringContaining(folder) });
    expect(await classify(join(folder, 'no'))).toMatchObject({
      code: 66,
      stderr: expect.stringContaining('no'),
    });
  });

  it.each([
    [[], 'No picture'],
    [['--reject-below', '2', 'x.png'], '--reject-below'],
    [['--reject-below', '', 'x.png'], '--reject-below'],
    [['--microns-per-pixel', '0', 'x.png'], '--microns-per-pixel'],
    [['--threads', '1.5', 'x.png'], '--threads'],
    [['--provider', 'abacus', 'x.png'], 'auto, cpu, webgpu, cuda, tensorrt, kserve'],
  ])('refuses %j', async (args, says) => {
    await expect(runClassify(args)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(says),
    });
  });

  it('ends with 64 for an option of another command', async () => {
    const result = await classify('--min-score', '0.5', 'x.png');
    expect(result).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('--min-score') });
  });

  it('says that a provider is not there instead of taking another', async () => {
    const path = join(temporaryFolder(), 'cell.png');
    await writePicture(path, null);
    const { code, stderr } = await classify('--provider', 'cuda', path);
    expect(code).toBe(69);
    expect(stderr).toContain('cuda');
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it('names the weights that are not the ones of the manifest', async () => {
    await using other = await writeTinyModels();
    await writeFile(join(other.directory, 'classifier.onnx'), 'other weights');
    const path = join(temporaryFolder(), 'cell.png');
    await writePicture(path, null);
    const { code, stderr } = await runCommand(['classify', '--models', other.directory, path]);
    expect(code).toBe(69);
    expect(stderr).toMatch(/classifier\.onnx[\s\S]*expected sha256 [0-9a-f]{64}[\s\S]*found sha256/);
  });

  it('ends quietly when its reader has gone', async () => {
    const folder = temporaryFolder();
    for (let index = 0; index < 8; index += 1)
      await writePicture(join(folder, `${index}.png`), [40, 20, 30, 24]);
    const child = spawn(LAUNCHER, ['classify', '--models', tiny.directory, '--jsonl', folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.destroy();
    const [code, signal] = await once(child, 'close');
    expect([code, signal, stderr]).toEqual([0, null, '']);
  });
});
