import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawCells, drawRuler } from '../slide/drawn-ruler.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function pictureFile({ width, height, pixels }: ReturnType<typeof drawRuler>): Promise<string> {
  const path = join(temporaryFolder(), 'picture.png');
  const raw = { width, height, channels: 1 } as const;
  await sharp(Uint8Array.from(pixels), { raw }).png().toFile(path);
  return path;
}

describe('hematovision calibrate', () => {
  it('measures the scale from lines and keeps it for the instrument', { timeout: 60_000 }, async () => {
    const picture = await pictureFile(drawRuler({ spacing: 40, angle: 11, noise: 10 }));
    const data = join(temporaryFolder(), 'data');
    const { stdout, stderr, code } = await runCommand([
      'calibrate',
      picture,
      '--spacing-um',
      '10',
      '--json',
      '--save',
      '--data',
      data,
    ]);
    expect(code, stderr).toBe(0);
    const measured = JSON.parse(stdout);
    expect(measured).toMatchObject({ width: 480, source: 'calibration' });
    expect(Math.abs(measured.micronsPerPixel / 0.25 - 1)).toBeLessThan(0.01);
    expect(JSON.parse(readFileSync(join(data, 'calibration.json'), 'utf8'))).toEqual(measured);
  });

  it('says so when there is no ruler, and keeps nothing', { timeout: 60_000 }, async () => {
    const picture = await pictureFile(drawCells(3));
    const { stdout, stderr, code } = await runCommand(['calibrate', picture, '--spacing-um', '10', '--save']);
    expect(code).toBe(65);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/shows no equally spaced lines[\s\S]*stage micrometer/);
  });

  it('refuses a spacing that is none', { timeout: 60_000 }, async () => {
    const { stderr, code } = await runCommand(['calibrate', 'x.png', '--spacing-um=-3']);
    expect(code).toBe(64);
    expect(stderr).toContain("--spacing-um does not take '-3'");
  });
});
