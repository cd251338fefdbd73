import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { writeTinyModels } from '../inference/tiny-models.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A grey picture of 120 × 80 with one dark rectangle. */
async function writePicture(path: string): Promise<void> {
  const input = { create: { width: 30, height: 24, channels: 3, background: '#500050' } } as const;
  await sharp({ create: { width: 120, height: 80, channels: 3, background: '#d0d0d0' } })
    .composite([{ input, left: 40, top: 20 }])
    .png()
    .toFile(path);
}

describe('hematovision detect', () => {
  it('prints size and cells of each picture, from the shipped thresholds or its own on', async () => {
    await using tiny = await writeTinyModels();
    const path = join(temporaryFolder(), 'field.png');
    await writePicture(path);
    const detect = (...args: string[]) =>
      runCommand([
        'detect',
        '--models',
        tiny.directory,
        '--jsonl',
        '--microns-per-pixel',
        '0.2',
        ...args,
        path,
      ]);
    const { code, stdout } = await detect();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file: path,
      width: 120,
      height: 80,
      cells: [
        { kind: 'wbc', box: [40, 20, 30, 24], score: 0.9 },
        { kind: 'rbc', box: [0, 0, 37.5, 37.5], score: 0.6 },
      ],
    });
    expect(JSON.parse((await detect('--min-score', '0.01')).stdout).cells[2]).toEqual({
      kind: 'platelet',
      box: [112, 72, 8, 8],
      score: 0.02,
    });
  });

  it('counts the kinds for people', async () => {
    await using tiny = await writeTinyModels();
    const path = join(temporaryFolder(), 'field.png');
    await writePicture(path);
    const { stdout } = await runCommand(['detect', '--models', tiny.directory, path]);
    expect(stdout).toBe(`${path}       120×80     1 wbc     1 rbc     0 platelet\n`);
  });

  it('takes as many paths as a shell passes on', async () => {
    const folder = temporaryFolder();
    await writePicture(join(folder, 'field.png'));
    const long = `${folder}/${'./'.repeat(1900)}field.png`;
    const paths = Array.from({ length: 30 }, () => long);
    await using tiny = await writeTinyModels();
    const args = ['detect', '--jsonl', '--models', tiny.directory, ...paths];
    const { code, stdout, stderr } = await runCommand(args);
    expect(code, stderr).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(paths.length);
  });
});
