import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runSimulate } from '../../src/cli/simulate.ts';
import { CELL_CLASSES } from '../../src/core/cells.ts';

const folder = mkdtempSync(join(tmpdir(), 'hematovision-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const small = ['--width', '320', '--height', '240', '--fps', '10', '--microns-per-pixel', '0.15'];
const recorded = fileURLToPath(new URL('../../../shared/data/video/slide-a.truth.json', import.meta.url));

const truthSchema = z.strictObject({
  video: z.string(),
  fps: z.number(),
  width: z.int(),
  height: z.int(),
  seed: z.int(),
  micronsPerPixel: z.number(),
  mosaic: z.tuple([z.int(), z.int()]),
  frames: z.array(z.tuple([z.number(), z.number(), z.number().min(0)])),
  cells: z.array(
    z.strictObject({
      type: z.enum(['WBC', 'RBC', 'Platelets', 'Erythroblast']),
      cls: z
        .enum(['neutrophil', 'eosinophil', 'basophil', 'lymphocyte', 'monocyte', 'ig', 'erythroblast'])
        .nullable(),
      fineClass: z.enum(CELL_CLASSES).nullable(),
      field: z.string(),
      x: z.int(),
      y: z.int(),
      w: z.int().positive(),
      h: z.int().positive(),
      sharpFrames: z.int().min(0),
    }),
  ),
  countableWbc: z.int(),
  countableByClass: z.record(z.string(), z.int().positive()),
});

describe('hematovision simulate', () => {
  const out = join(folder, 'slide.mp4');
  const truthPath = join(folder, 'slide.json');
  const written = runSimulate([
    '--out',
    out,
    '--truth',
    truthPath,
    '--seconds',
    '6',
    '--wbc',
    '2',
    '--mix',
    'uniform',
    ...small,
  ]);

  it('writes a video that plays, every frame of it', async () => {
    expect(await written).toBe(0);
    const show = ['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-of', 'csv=p=0'];
    const entries = 'stream=width,height,r_frame_rate,nb_read_frames';
    const said = execFileSync('ffprobe', [...show, '-show_entries', entries, out], { encoding: 'utf8' });
    expect(said.trim()).toBe('320,240,10/1,60');
  });

  it('writes the truth of each frame and cell', async () => {
    await written;
    const truth = truthSchema.parse(JSON.parse(readFileSync(truthPath, 'utf8')));
    expect(truth).toMatchObject({ video: 'slide.mp4', fps: 10, width: 320, height: 240, seed: 1 });
    expect(truth.frames).toHaveLength(60);
    const countable = truth.cells.filter((cell) => cell.type === 'WBC' && cell.sharpFrames >= 5);
    expect(truth.countableWbc).toBe(countable.length);
    expect(Object.values(truth.countableByClass).reduce((sum, count) => sum + count, 0)).toBe(
      countable.length,
    );
    expect(countable.length).toBeGreaterThan(0);
    for (const cell of truth.cells)
      expect(cell.cls === null).toBe(cell.type === 'RBC' || cell.type === 'Platelets');
  });

  it.skipIf(!existsSync(recorded))(
    'has every key of the recorded truth in ../shared/data (skipped where it is absent)',
    async () => {
      await written;
      const ours = JSON.parse(readFileSync(truthPath, 'utf8'));
      const theirs = JSON.parse(readFileSync(recorded, 'utf8'));
      expect(Object.keys(ours)).toEqual(expect.arrayContaining(Object.keys(theirs)));
      expect(Object.keys(ours.cells[0])).toEqual(expect.arrayContaining(Object.keys(theirs.cells[0])));
      expect(ours.frames[0]).toHaveLength(theirs.frames[0].length);
    },
  );

  it.each([
    [['--seconds', '3'], 'needs --out'],
    [['--out', 'x.mp4', '--mix', 'odd'], '--mix odd'],
    [['--out', 'x.mp4', '--pace', 'fast'], '--pace fast'],
    [['--out', 'x.mp4', '--fps', 'many'], '--fps many'],
    [['--out', 'x.mp4', '--seed', '1.5'], '--seed 1.5'],
    [['--out', 'x.mp4', '--seconds', '2', '--wbc', '5000'], 'no more than'],
    [['--out', 'x.mp4', '--frobnicate'], 'frobnicate'],
  ])('refuses %j', async (argv, message) => {
    await expect(runSimulate(argv)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message),
    });
  });

  it('says what ffmpeg said when it cannot write', async () => {
    const nowhere = join(folder, 'missing', 'slide.mp4');
    await expect(runSimulate(['--out', nowhere, '--seconds', '1', ...small])).rejects.toMatchObject({
      code: 'ffmpeg-failed',
      message: expect.stringContaining('No such file or directory'),
    });
  });

  it('says that the truth cannot be written before it draws anything', async () => {
    const unwritten = join(folder, 'unwritten.mp4');
    const argv = [
      '--out',
      unwritten,
      '--truth',
      join(folder, 'missing', 'slide.json'),
      '--seconds',
      '1',
      ...small,
    ];
    await expect(runSimulate(argv)).rejects.toMatchObject({ code: 'file-missing' });
    expect(existsSync(unwritten)).toBe(false);
  });

  it('says that ffmpeg is missing where it is', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      const argv = ['--out', join(folder, 'none.mp4'), '--seconds', '1', ...small];
      await expect(runSimulate(argv)).rejects.toMatchObject({ code: 'ffmpeg-missing' });
    } finally {
      process.env.PATH = path;
    }
  });
});
