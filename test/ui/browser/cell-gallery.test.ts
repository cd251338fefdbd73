import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { CellGallery } from '../../../src/ui/review/cell-gallery.ts';
import '../../../src/ui/review/cell-gallery.ts';
import { gallerySections } from '../../../src/ui/review/gallery-sections.ts';
import type { Selection } from '../../../src/ui/review/selection.ts';
import { cellOf } from '../review-cells.ts';
import { mount, parts } from './mount.ts';

const LYMPHOCYTES = 3000;
const MONOCYTES = 2000;

/** A slide of 5 000 cells; what is chosen in it is kept, as the review page does. */
async function galleryOf5000(direction: 'ltr' | 'rtl' = 'ltr') {
  const cells = [
    ...Array.from({ length: LYMPHOCYTES }, (_, at) => cellOf(`l${at}`, 'lymphocyte')),
    ...Array.from({ length: MONOCYTES }, (_, at) => cellOf(`m${at}`, 'monocyte')),
  ];
  const gallery = await mount<CellGallery>('hv-cell-gallery', {
    sections: gallerySections(cells, { waitingOnly: false }),
    dir: direction,
    mayDecide: true,
  });
  Object.assign(gallery.style, { display: 'block', width: '800px', height: '600px' });
  gallery.addEventListener('selection-changed', (event) => {
    gallery.selection = (event as CustomEvent<Selection>).detail;
  });
  await expect.poll(() => parts(gallery, '.tile').length).toBeGreaterThan(10);
  return gallery;
}

const cellWithFocus = (gallery: CellGallery) =>
  (gallery.shadowRoot?.activeElement as HTMLElement | null)?.dataset.cell;

async function press(gallery: CellGallery, key: string): Promise<void> {
  await userEvent.keyboard(key);
  await gallery.updateComplete;
}

it('draws of 5 000 cells only those in view, and each of them once its turn comes', async () => {
  const gallery = await galleryOf5000();
  expect(parts(gallery, '.tile').length).toBeLessThan(120);
  expect(gallery.order).toHaveLength(LYMPHOCYTES + MONOCYTES);
  await gallery.goTo('m1999');
  await expect.poll(() => parts(gallery, '[data-cell="m1999"]').length).toBe(1);
  expect(parts(gallery, '.tile').length).toBeLessThan(120);
});

it('is walked by keyboard, over the border of a class, and by Shift chooses on the way', async () => {
  const gallery = await galleryOf5000();
  parts(gallery, '[data-cell]')[0]?.focus();
  const [first, second, third] = gallery.order;
  await press(gallery, '{ArrowRight}');
  expect(cellWithFocus(gallery)).toBe(second);
  await press(gallery, '{Shift>}{ArrowRight}{/Shift}');
  expect([...gallery.selection.chosen]).toEqual([second, third]);
  await press(gallery, '{Escape}');
  expect(gallery.selection.chosen.size).toBe(0);
  await press(gallery, '{ArrowLeft}');
  await press(gallery, '{ArrowLeft}');
  expect(cellWithFocus(gallery)).toBe(first);
  await press(gallery, '{Control>}a{/Control}');
  const ofFirstClass = gallery.sections[0]?.count;
  expect(gallery.selection.chosen.size).toBe(ofFirstClass);
});

it('follows the direction of the language', async () => {
  const gallery = await galleryOf5000('rtl');
  parts(gallery, '[data-cell]')[0]?.focus();
  await press(gallery, '{ArrowLeft}');
  expect(cellWithFocus(gallery)).toBe(gallery.order[1]);
});

it('confirms a whole class, and only where the person may', async () => {
  const gallery = await galleryOf5000();
  const confirmed: number[] = [];
  gallery.addEventListener('section-confirmed', (event) => {
    confirmed.push((event as CustomEvent<readonly unknown[]>).detail.length);
  });
  const buttons = () => parts(gallery, 'section button');
  buttons()[0]?.click();
  expect(confirmed).toEqual([gallery.sections[0]?.count]);
  gallery.mayDecide = false;
  await gallery.updateComplete;
  expect(buttons()).toEqual([]);
});
