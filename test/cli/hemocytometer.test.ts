import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { chamberPicture } from '../../src/core/wire/hemocytometer.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function simulated(...options: readonly string[]) {
  const folder = temporaryFolder();
  const [picture, truth] = [join(folder, 'chamber.png'), join(folder, 'truth.json')];
  const { code, stderr } = await runCommand([
    'simulate',
    '--chamber',
    '--out',
    picture,
    '--truth',
    truth,
    '--width',
    '900',
    '--height',
    '700',
    '--pixels-per-mm',
    '450',
    ...options,
  ]);
  expect(code, stderr).toBe(0);
  const { squares } = JSON.parse(readFileSync(truth, 'utf8')) as {
    squares: { complete: boolean; count: number }[];
  };
  return { folder, picture, truth: squares.filter(({ complete }) => complete) };
}

describe('hematovision hemocytometer', { timeout: 90_000 }, () => {
  it('counts the cells of a simulated chamber, compares two and draws', async () => {
    const one = await simulated('--seed', '3');
    const other = await simulated('--seed', '4', '--cells', '90');
    const drawing = join(one.folder, 'drawn.png');
    const { stdout, stderr, code } = await runCommand([
      'hemocytometer',
      one.picture,
      '--json',
      '--dilution',
      '20',
      '--compare',
      other.picture,
      '--draw',
      drawing,
    ]);
    expect(code, stderr).toBe(0);
    const { comparison, ...told } = JSON.parse(stdout);
    const read = chamberPicture.parse(told);
    if (!read.grid) throw new Error('no ruling');
    const [square] = read.squares;
    expect(square).toMatchObject({ row: 0, column: 0, complete: true });
    const expected = one.truth[0]?.count ?? 0;
    expect(Math.abs((square?.count ?? 0) - expected)).toBeLessThanOrEqual(2);
    expect(square?.cells).toHaveLength(square?.count ?? -1);
    expect(read.concentration).toMatchObject({ areaMm2: 1, dilution: 20, perUl: (square?.count ?? 0) * 200 });
    expect(comparison).toMatchObject({ agree: false });
    expect(await sharp(drawing).metadata()).toMatchObject({ width: 900, height: 700 });
    const table = await runCommand(['hemocytometer', one.picture, '--squares', '0,0']);
    expect(table.stdout).toMatch(/0,0 +\d+\n[\s\S]*cut by the picture[\s\S]*per µL \(95 %: /);
  });

  it('says so where there is no ruling, and counts nothing', async () => {
    const picture = join(temporaryFolder(), 'blank.png');
    await sharp({ create: { width: 500, height: 400, channels: 3, background: '#b0a8a0' } })
      .png()
      .toFile(picture);
    const { stdout, code } = await runCommand(['hemocytometer', picture, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ grid: false, reason: 'no-ruling', squares: [] });
  });

  it.each([
    [['--squares', '3,0'], '--squares 3,0'],
    [['--count-edges', 'left'], '--count-edges left'],
    [['--dilution', '0.5'], '--dilution'],
  ])('refuses %j', async (options, told) => {
    const { stderr, code } = await runCommand(['hemocytometer', 'x.png', ...options]);
    expect(code).toBe(64);
    expect(stderr).toContain(told);
  });
});
