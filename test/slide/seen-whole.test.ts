import { expect, it } from 'vitest';
import type { Box } from '../../src/core/types.ts';
import { isSeenWhole } from '../../src/slide/seen-whole.ts';

const picture = { width: 960, height: 720 };

it.each<[string, Box, boolean]>([
  ['in the middle', [400, 300, 180, 180], true],
  ['in the middle, however long it is', [400, 300, 180, 60], true],
  ['cut in half by the lower edge', [300, 620, 190, 99], false],
  ['of which the detector left a strip above the edge', [312, 674, 198, 43], false],
  ['cut by the left edge', [3, 300, 90, 190], false],
  ['that ends short of the edge and is round', [728, 513, 224, 200], true],
  ['that touches the edge, however round it is', [700, 513, 224, 207], false],
  ['in the corner, long in both directions only for one edge', [4, 400, 190, 100], true],
])('a cell %s', (_, box, isWhole) => {
  expect(isSeenWhole(box, picture)).toBe(isWhole);
});
