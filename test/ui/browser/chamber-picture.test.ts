import { expect, it, onTestFinished } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { CountedSquare, Place } from '../../../src/ui/chamber/chamber-count.ts';
import type { ChamberPicture } from '../../../src/ui/chamber/chamber-picture.ts';
import '../../../src/ui/chamber/chamber-picture.ts';
import { mount, parts } from './mount.ts';

/** A picture of 400 × 300 pixels, shown at half its size, with one square and a cell in it. */
async function chamber() {
  const drawing = Object.assign(document.createElement('canvas'), { width: 400, height: 300 });
  const outline: CountedSquare['outline'] = [
    [100, 100],
    [200, 100],
    [200, 200],
    [100, 200],
  ];
  const square = { row: 0, column: 0, complete: true, count: 1, cells: [[120, 130]], outline } as const;
  const element = await mount<ChamberPicture>('hv-chamber-picture', {
    url: drawing.toDataURL(),
    width: 400,
    height: 300,
    squares: [square],
    chosen: [square],
  });
  element.style.width = '200px';
  const places: Place[] = [];
  element.addEventListener('place-chosen', (event) => places.push((event as CustomEvent<Place>).detail));
  const [svg] = parts(element, 'svg');
  await expect.poll(() => svg?.getBoundingClientRect().height).toBe(150);
  return { element, places, svg: svg as HTMLElement };
}

it('tells the clicked place in pixels of the picture, whatever size it is shown in', async () => {
  const { places, svg } = await chamber();
  await userEvent.click(svg, { position: { x: 50, y: 75 } });
  expect(places.map((place) => place.map(Math.round))).toEqual([[100, 150]]);
});

it('shows a cross to the keyboard only, moves it and places it where it is', async () => {
  const { element, places, svg } = await chamber();
  await userEvent.click(svg, { position: { x: 5, y: 5 } });
  expect(parts(element, '.cross')).toEqual([]);
  const before = document.createElement('button');
  element.before(before);
  onTestFinished(() => before.remove());
  before.focus();
  await userEvent.keyboard('{Tab}');
  await expect.poll(() => parts(element, '.cross').length).toBe(1);
  places.length = 0;
  await userEvent.keyboard('{Enter}{ArrowRight}{Shift>}{ArrowDown}{/Shift} ');
  expect(places).toEqual([
    [150, 150],
    [158, 151],
  ]);
});
