import { describe, expect, it } from 'vitest';
import { prominentCell } from '../../src/cli/prominent-cell.ts';
import type { Box, Detection } from '../../src/core/types.ts';

const SIZE = { width: 360, height: 360 };
const cell = (kind: Detection['kind'], box: Box, score = 0.9): Detection => ({ kind, box, score });

const CENTRAL: Box = [120, 120, 120, 120];

describe('the most prominent cell', () => {
  it.each([
    ['the one in the middle', cell('wbc', CENTRAL), cell('wbc', [20, 20, 120, 120])],
    ['the sure one', cell('wbc', [60, 120, 100, 100], 0.9), cell('wbc', [200, 120, 100, 100], 0.3)],
    ['the large one', cell('wbc', [60, 120, 120, 120]), cell('wbc', [220, 160, 40, 40])],
    ['the whole one', cell('wbc', [40, 130, 90, 90]), cell('wbc', [260, 130, 100, 90])],
    ['the nucleated one', cell('wbc', [20, 200, 90, 90]), cell('platelet', [165, 165, 30, 30])],
    [
      'a platelet in the middle rather than half a cell in the corner',
      cell('platelet', [150, 150, 60, 60]),
      cell('wbc', [320, 0, 40, 30], 0.5),
    ],
  ])('is %s', (_name, wanted, other) => {
    expect(prominentCell([wanted, other], SIZE)).toBe(wanted.box);
    expect(prominentCell([other, wanted], SIZE)).toBe(wanted.box);
  });

  it('is never a red cell', () => {
    expect(prominentCell([cell('rbc', CENTRAL)], SIZE)).toBeUndefined();
    expect(prominentCell([], SIZE)).toBeUndefined();
  });
});
