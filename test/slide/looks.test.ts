import { describe, expect, it } from 'vitest';
import type { MapView } from '../../src/slide/cell-map.ts';
import { Looks } from '../../src/slide/looks.ts';

function viewAt(x: number, y: number, clarity = 0.9): MapView {
  const corner = () => ({ x, y, isProvisional: false });
  return { width: 960, height: 720, micronsPerPixel: 0.075, frameSeq: 0, corner, clarity };
}

describe('Looks', () => {
  it('are worth it until a view was looked at three times', () => {
    const looks = new Looks();
    const worth = [0, 1, 2, 3].map((x) => {
      const isNew = looks.isNew(viewAt(x, 0));
      looks.note(viewAt(x, 0));
      return isNew;
    });
    expect(worth).toEqual([true, true, true, false]);
  });

  it.each([
    ['a strip of a tenth of the view', viewAt(96, 0), true],
    ['a strip of a tenth, downwards', viewAt(0, 72), true],
    ['a hundredth of the view', viewAt(9, 0), false],
    ['a clearly sharper picture', viewAt(0, 0, 1.1), true],
    ['a slightly sharper one', viewAt(0, 0, 1), false],
    ['a blurrier one', viewAt(0, 0, 0.5), false],
  ])('at a known place are worth it for %s: %#', (_, view, isWorth) => {
    const looks = new Looks();
    for (let i = 0; i < 3; i++) looks.note(viewAt(0, 0));
    expect(looks.isNew(view)).toBe(isWorth);
  });

  it('from several sides together make a place known', () => {
    const looks = new Looks();
    for (let i = 0; i < 3; i++) {
      looks.note(viewAt(-480, 0));
      looks.note(viewAt(200, 0));
    }
    expect(looks.isNew(viewAt(0, 0))).toBe(false);
    expect(looks.isNew(viewAt(0, 200))).toBe(true);
  });

  it('follow the map when it settles', () => {
    const looks = new Looks();
    const place = { x: 0, y: 0, isProvisional: true };
    for (let i = 0; i < 3; i++) looks.note({ ...viewAt(0, 0), corner: () => place });
    place.x = 3000;
    expect(looks.isNew(viewAt(0, 0))).toBe(true);
    expect(looks.isNew(viewAt(3000, 0))).toBe(false);
  });
});
