import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FieldVerdict, Frame } from '../../src/core/types.ts';
import { DEGRADE, readFrame } from './degraded.ts';
import { judgeColoursOf } from './judge-frame.ts';
import { simulatedSmear } from './simulated-field.ts';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Fields of one slide: enough for a good second, spread over the folder. */
const GOOD_SECOND = 30;

const FAULTS: readonly [FieldVerdict, string, (frame: Frame) => Promise<Frame>][] = [
  ['out-of-focus', 'blurred', (frame) => DEGRADE.blurred(frame)],
  ['moving-too-fast', 'smeared by a moving stage', (frame) => DEGRADE.smeared(frame)],
  ['too-dark', 'under a dim lamp', (frame) => DEGRADE.exposed(frame, 0.6)],
  ['too-dark', 'dark by gamma', (frame) => DEGRADE.gamma(frame, 3)],
  ['saturated', 'overexposed', (frame) => DEGRADE.exposed(frame, 1.8)],
  ['stain-differs', 'of another hue', (frame) => DEGRADE.hueTurned(frame, 60)],
  ['stain-differs', 'faded', (frame) => DEGRADE.faded(frame, 0.4)],
];

const SLIDES: readonly { name: string; folder: string; startsWith: string }[] = [
  { name: 'BCCD', folder: 'bccd/images', startsWith: '' },
  { name: 'a cheap camera with vignette and fringes', folder: 'bangkok/images', startsWith: 'N-3B' },
];

for (const { name, folder, startsWith } of SLIDES) {
  const present = existsSync(DATA + folder);
  describe.skipIf(!present)(`fields of ${name}${present ? '' : ` (not in ../shared/data/${folder})`}`, () => {
    let frames: Frame[];

    beforeAll(async () => {
      const files = readdirSync(DATA + folder).filter((file) => file.startsWith(startsWith));
      const every = Math.max(1, Math.floor(files.length / (GOOD_SECOND + 10)));
      const chosen = files.filter((_, index) => index % every === 0).slice(0, GOOD_SECOND + 10);
      frames = await Promise.all(chosen.map((file) => readFrame(`${DATA}${folder}/${file}`)));
    });

    it.each(FAULTS)('says %s of a field %s', async (verdict, _, degrade) => {
      const judge = judgeColoursOf(frames);
      const sharp = frames.filter((frame) => judge(frame).verdict === 'good').slice(0, 8);
      expect(sharp).toHaveLength(8);
      const verdicts = await Promise.all(sharp.map(async (frame) => judge(await degrade(frame)).verdict));
      const right = verdicts.filter((said) => said === verdict).length;
      expect({ verdicts, right }).toMatchObject({ right: 8 });
    });
  });
}

describe('fields of the simulated microscope', () => {
  const smear = simulatedSmear(3);
  const frames = Array.from({ length: 6 }, (_, i) => smear.frame({ xUm: 40 * i, yUm: 20 }));

  it.each(FAULTS)('says %s of a field %s', async (verdict, _, degrade) => {
    const judge = judgeColoursOf(frames);
    expect(frames.map((frame) => judge(frame).verdict)).toEqual(frames.map(() => 'good'));
    for (const frame of frames.slice(0, 3)) expect(judge(await degrade(frame)).verdict).toBe(verdict);
  });

  it('says moving-too-fast of its own moving stage and out-of-focus of its own defocus', () => {
    const judge = judgeColoursOf(frames);
    expect(judge(smear.frame({ vxUmPerS: 220 })).verdict).toBe('moving-too-fast');
    expect(judge(smear.frame({ blurPixels: 4 })).verdict).toBe('out-of-focus');
  });
});
