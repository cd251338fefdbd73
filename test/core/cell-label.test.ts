import { describe, expect, it } from 'vitest';
import { CELL_LABELS, classesOf, parseCellLabel } from '../../src/core/cell-label.ts';
import { CELL_CLASSES } from '../../src/core/cells.ts';

describe('a label', () => {
  it.each([
    ['Basophil', ['basophil']],
    ['NEUTROPHIL', ['neutrophil_segmented', 'neutrophil_band']],
    ['ig', ['metamyelocyte', 'myelocyte', 'promyelocyte']],
    ['immature_granulocyte', ['metamyelocyte', 'myelocyte', 'promyelocyte']],
  ])('%s leaves %j possible', (text, classes) => {
    const label = parseCellLabel(text);
    expect(label && classesOf(label)).toEqual(classes);
  });

  it.each(['unclassified', 'constructor', 'neutrophils', ''])('is not %j', (text) => {
    expect(parseCellLabel(text)).toBeUndefined();
  });

  it('is found by its own name, every one', () => {
    expect(CELL_LABELS.map(parseCellLabel)).toEqual(CELL_LABELS);
    expect(CELL_LABELS.slice(0, CELL_CLASSES.length)).toEqual(CELL_CLASSES);
  });
});
