import { describe, expect, it } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import type { Box, Detection, Evidence } from '../../src/core/types.ts';
import { CellMap, type MapView } from '../../src/slide/cell-map.ts';
import type { CellTrack, Corner } from '../../src/slide/cell-track.ts';
import { CountBook } from '../../src/slide/count-book.ts';
import { Slide } from '../../src/slide/slide.ts';
import { DrawnSlide } from './drawn-slide.ts';

const size = { width: 320, height: 240 };
const facts = () => {
  let ids = 0;
  return {
    micronsPerPixel: 0.5,
    rule: { rejectBelow: 0.5, knownBelow: 0.5 },
    modelSha256: 'beef',
    headSha256: 'cafe',
    newId: () => `cell-${++ids}`,
  };
};

const lymphocyte: Evidence = {
  known: 1,
  probabilities: Object.fromEntries(
    CELL_CLASSES.map((name) => [name, name === 'lymphocyte' ? 1 : 0]),
  ) as Evidence['probabilities'],
};

describe('cells of a stretch whose place is not known', () => {
  const drawn = new DrawnSlide({ width: 1600, height: 900, seed: 5 });
  const cells: Box[] = [
    [380, 230, 50, 50],
    [1050, 600, 50, 50],
    [1130, 650, 50, 50],
  ];

  it('are counted apart, and counted under the same name once the way leads back', () => {
    const slide = new Slide({ ...size, ...facts() });
    let seq = 0;
    const see = (x: number, y: number) => {
      const field = slide.locate(drawn.frame({ x, y, seq: 10 * seq++ }, size));
      const detections = cells.flatMap(([left, top, width, height]): Detection[] => {
        const box: Box = [left - x, top - y, width, height];
        const inside = box[0] > 5 && box[1] > 5 && box[0] + width < 315 && box[1] + height < 235;
        return inside ? [{ kind: 'wbc', box, score: 0.9 }] : [];
      });
      if (!slide.wantsLook(field)) return [];
      const wanted = slide.sight(field, detections).filter((sighting) => sighting.wantsClassification);
      return slide.learn(
        field,
        wanted,
        wanted.map(() => lymphocyte),
      );
    };
    for (let i = 0; i < 5; i++) see(250 + 10 * i, 150);
    expect(slide.tally.lymphocyte).toBe(1);

    const apart = Array.from({ length: 14 }, (_, i) => see(950 + 4 * i, 500)).flat();
    expect(slide.tally.lymphocyte).toBe(1);
    expect(slide.provisional).toBe(2);
    const names = apart.filter(({ isNew }) => isNew).map(({ cell, standing }) => [cell.id, standing]);
    expect(names).toEqual([
      ['cell-2', 'provisional'],
      ['cell-3', 'provisional'],
    ]);

    const back = Array.from({ length: 30 }, (_, i) => see(1002 - 24 * i, 500 - 12 * i)).flat();
    expect(slide.provisional).toBe(0);
    expect(slide.tally.lymphocyte).toBe(3);
    const settled = back.filter(({ isNew }) => isNew);
    expect(settled.map(({ cell, standing }) => [cell.id, standing])).toEqual([
      ['cell-2', 'counted'],
      ['cell-3', 'counted'],
    ]);
    // The origin of the slide is the first picture's corner.
    expect(settled[0]?.cell.xUm).toBeCloseTo((1075 - 250) * 0.5, -0.5);
    expect(settled[0]?.cell.yUm).toBeCloseTo((625 - 150) * 0.5, -0.5);
  }, 60_000);

  it('that turn out to be cells already counted are not counted again', () => {
    const map = new CellMap();
    const book = new CountBook(facts());
    const found = { x: 1e6, y: 0, isProvisional: true };
    const seenFrom = (corner: () => Corner, box: Box): CellTrack => {
      const view: MapView = { ...size, micronsPerPixel: 0.5, frameSeq: 0, corner, clarity: 1 };
      const [joined] = map.take(view, [{ kind: 'wbc', box, score: 0.9 }]);
      const track = joined?.track as CellTrack;
      track.learn(joined?.view as never, lymphocyte);
      book.count(track, true);
      return track;
    };
    seenFrom(() => ({ x: 0, y: 0, isProvisional: false }), [100, 100, 40, 40]);
    seenFrom(() => found, [104, 98, 40, 40]);
    seenFrom(() => found, [200, 60, 40, 40]);
    expect([book.tally.lymphocyte, book.provisional, map.isUnsettled]).toEqual([1, 2, false]);

    Object.assign(found, { x: 0, y: 0, isProvisional: false });
    expect(map.isUnsettled).toBe(true);
    const changes = book.settle(map.settle());
    expect(changes.map(({ cell, standing }) => [cell.id, standing])).toEqual([
      ['cell-2', 'joined'],
      ['cell-3', 'counted'],
    ]);
    expect([book.tally.lymphocyte, book.provisional, map.isUnsettled]).toEqual([2, 0, false]);
  });
});
