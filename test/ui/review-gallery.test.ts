import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES } from '../../src/core/cells.ts';
import {
  cellsWithin,
  galleryLayout,
  readingOrder,
  rowOf,
  rowsBetween,
  type Step,
  sectionAt,
  stepFrom,
} from '../../src/ui/review/gallery-layout.ts';
import { gallerySections } from '../../src/ui/review/gallery-sections.ts';
import { tileUm } from '../../src/ui/review/tile-um.ts';
import { cellOf } from './review-cells.ts';

const ALL = { waitingOnly: false };
const METRICS = { widthPx: 320, tileWidthPx: 100, tileHeightPx: 120, gapPx: 10, headPx: 50 };

const cells = fc
  .array(
    fc.record({
      name: fc.constantFrom(...ALL_CELL_CLASSES),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    {
      maxLength: 60,
    },
  )
  .map((drawn) => drawn.map(({ name, probability }, index) => cellOf(`c${index}`, name, { probability })));

describe('sections of the gallery', () => {
  it('hold every cell once, by class, least certain first', () => {
    fc.assert(
      fc.property(cells, (given) => {
        const sections = gallerySections(given, ALL);
        const shown = sections.flatMap((section) => section.cells);
        expect(shown.map(({ id }) => id).sort()).toEqual(given.map(({ id }) => id).sort());
        for (const section of sections) {
          expect(section.cells.every((cell) => cell.class === section.name)).toBe(true);
          expect(section.count).toBe(section.cells.length);
          const certain = section.cells.map(({ probability }) => probability ?? 0);
          expect(certain).toEqual(certain.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('begin with what is unclassified and give percent of white cells', () => {
    const sections = gallerySections(
      [
        cellOf('a', 'lymphocyte'),
        cellOf('b', 'neutrophil_segmented'),
        cellOf('c', 'erythroblast'),
        cellOf('d', 'unclassified'),
        cellOf('e', 'neutrophil_segmented'),
        cellOf('f', 'blast'),
      ],
      ALL,
    );
    expect(sections.map(({ name, count, percent }) => [name, count, percent])).toEqual([
      ['unclassified', 1, null],
      ['neutrophil_segmented', 2, 50],
      ['lymphocyte', 1, 25],
      // Per 100 white cells.
      ['erythroblast', 1, 25],
      ['blast', 1, 25],
    ]);
  });

  it('tell a second reader nothing of what is not read yet, and count what is', () => {
    const unread = { class: null, suggested: null, probability: null };
    const sections = gallerySections([cellOf('a', 'lymphocyte', unread), cellOf('b', 'monocyte')], ALL);
    expect(sections.map(({ name, percent }) => [name, percent])).toEqual([
      ['undecided', null],
      ['monocyte', 100],
    ]);
  });

  it('show only what waits for a person when asked, with the counts of all', () => {
    const given = [
      cellOf('a', 'blast', { mustDecide: 'flagged' }),
      cellOf('b', 'blast'),
      cellOf('c', 'basophil'),
    ];
    const sections = gallerySections(given, { waitingOnly: true });
    expect(sections.map(({ name, count, cells: shown }) => [name, count, shown.map(({ id }) => id)])).toEqual(
      [['blast', 2, ['a']]],
    );
  });
});

describe('the layout of the gallery', () => {
  const sections = gallerySections(
    [
      ...Array.from({ length: 5 }, (_, index) => cellOf(`n${index}`, 'neutrophil_segmented')),
      cellOf('l0', 'lymphocyte'),
      cellOf('l1', 'lymphocyte'),
    ],
    ALL,
  );
  const layout = galleryLayout(sections, METRICS);

  it('puts heads and rows under each other', () => {
    expect(layout.columns).toBe(3);
    expect(layout.rows.map(({ kind, topPx }) => [kind, topPx])).toEqual([
      ['head', 0],
      ['tiles', 50],
      ['tiles', 180],
      ['head', 310],
      ['tiles', 360],
    ]);
    expect(layout.heightPx).toBe(490);
  });

  it('finds the rows in view, also where none begins', () => {
    expect(rowsBetween(layout, 60, 70).map(({ topPx }) => topPx)).toEqual([50]);
    expect(rowsBetween(layout, 179, 181).map(({ topPx }) => topPx)).toEqual([50, 180]);
    expect(rowsBetween(layout, 490, 900)).toEqual([]);
    expect(rowOf(layout, 'n4')?.topPx).toBe(180);
    expect(sectionAt(layout, 200)?.name).toBe('neutrophil_segmented');
    expect(sectionAt(layout, 330)?.name).toBe('lymphocyte');
  });

  it('never leaves out what touches the view, whatever is in it', () => {
    fc.assert(
      fc.property(cells, fc.nat(6000), fc.nat(2000), (given, top, height) => {
        const any = galleryLayout(gallerySections(given, ALL), METRICS);
        const found = new Set(rowsBetween(any, top, top + height));
        for (const row of any.rows)
          expect(found.has(row)).toBe(row.topPx < top + height && row.topPx + row.heightPx > top);
      }),
    );
  });

  it.each<[Step, string, string]>([
    ['forward', 'n2', 'n3'],
    ['forward', 'n4', 'l0'],
    ['back', 'n0', 'n0'],
    ['down', 'n1', 'n4'],
    ['down', 'n2', 'n4'],
    ['down', 'n4', 'l1'],
    ['up', 'l0', 'n3'],
    ['up', 'n1', 'n1'],
    ['page-down', 'n2', 'l1'],
    ['first', 'l1', 'n0'],
    ['last', 'n0', 'l1'],
  ])('steps %s from %s to %s', (step, from, to) => {
    expect(stepFrom(layout, from, step, 2)).toBe(to);
  });

  it('finds the cells that a rubber band touches', () => {
    expect(cellsWithin(layout, { left: 90, right: 120, top: 160, bottom: 190 })).toEqual([
      'n0',
      'n1',
      'n3',
      'n4',
    ]);
    // Between tiles.
    expect(cellsWithin(layout, { left: 101, right: 109, top: 60, bottom: 400 })).toEqual([]);
    expect(cellsWithin(layout, { left: 0, right: 400, top: 0, bottom: 490 })).toEqual(readingOrder(layout));
  });
});

describe('the side of a tile', () => {
  it('holds nearly every cell, within reason', () => {
    const sides = (...um: number[]) => tileUm(um.map((cropUm) => ({ cropUm })));
    expect(sides()).toBe(16);
    expect(sides(20.2, 22.4, 19)).toBe(23);
    expect(sides(...Array.from({ length: 99 }, () => 24), 60)).toBe(24);
    expect(sides(90)).toBe(36);
  });
});
