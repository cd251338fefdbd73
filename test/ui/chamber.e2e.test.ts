import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawChamber } from '../../src/capture/simulator/chamber.ts';
import { signedIn } from '../server/people.ts';
import { serveApp } from '../server/serve-app.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { deskPages } from './desk-pages.ts';

const desks = deskPages();

/** A drawn counting chamber of which one square of 1 mm² lies whole in the picture, and a picture of nothing. */
async function pictures() {
  const folder = temporaryFolder();
  const drawn = drawChamber({
    ...{ width: 800, height: 650, pixelsPerMm: 420, centreMm: [0.7, 0.6], turnDegrees: 3, tilt: [0, 0] },
    ...{ bend: 0, seed: 5, cellsPerMm2: 30, cellRadiusUm: 7, cells: 'bright', lines: 'bright' },
    ...{ fieldRadius: null, noise: 3 },
  });
  const [chamber, nothing] = [join(folder, 'chamber.jpg'), join(folder, 'nothing.png')];
  await sharp(drawn.pixels, { raw: { width: drawn.width, height: drawn.height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(chamber);
  await sharp({ create: { width: 640, height: 480, channels: 3, background: '#889' } }).toFile(nothing);
  return { chamber, nothing };
}

describe('the counting chamber', { timeout: 180_000 }, () => {
  it('draws the grid over a picture, is corrected by clicks, and its count is offered to the next session', async () => {
    const { chamber, nothing } = await pictures();
    const { url, store } = await serveApp({}, { demo: false, uiDirectory: desks.uiDirectory });
    const headers = signedIn(store, 'technician', 'mary');
    const page = await desks.open(`${url}/#/chamber`, { headers });
    await page.getByLabel('Picture').setInputFiles(nothing);
    await page.getByText('No ruling of a counting chamber was found').waitFor();

    await page.getByLabel('Picture').setInputFiles(chamber);
    const cells = page.locator('hv-chamber-picture circle');
    await page.locator('hv-chamber-picture polygon.chosen').first().waitFor();
    const found = await cells.count();
    expect(found).toBeGreaterThan(20);
    expect(await accessibilityFaults(page)).toEqual([]);
    const figure = () => page.locator('.figure strong').innerText();
    const before = Number(await figure());

    // A click on a cell takes it out; one on the same place, now empty, puts it back.
    const total = async () => {
      const counts = await page.locator('section td').allInnerTexts();
      return counts.reduce((sum, count) => sum + Number(count), 0);
    };
    const counted = await total();
    const place = await insideChosen(page);
    await page.mouse.click(place.x, place.y);
    await expect.poll(total).toBe(counted - 1);
    expect(Number(await figure())).toBeLessThan(before);
    await page.mouse.click(place.x, place.y);
    await expect.poll(total).toBe(counted);
    expect(Number(await figure())).toBe(before);
    const distances = (await middles(page, 'hv-chamber-picture circle')).map(({ x, y }) =>
      Math.hypot(x - place.x, y - place.y),
    );
    expect(Math.min(...distances)).toBeLessThan(1);

    // The same without a mouse: the cross starts in the middle of the first square that counts.
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.focus();
    await page.keyboard.press('Shift+Tab');
    await page.locator('.cross').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(async () => Math.abs((await total()) - counted)).toBe(1);
    await page.getByText(`${await total()} cells counted`).waitFor({ state: 'attached' });
    await undo.click();
    await expect.poll(total).toBe(counted);
    await page.screenshot({ path: join(import.meta.dirname, '../../test-results/chamber-corrected.png') });

    await page.getByRole('textbox', { name: 'Accession' }).fill('26-0042');
    await page.getByRole('button', { name: 'Keep this count' }).click();
    await page.getByText('Kept. It is offered when a session').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('l');
    await page.getByRole('heading', { name: 'Live count' }).waitFor({ state: 'attached' });
    await page.keyboard.press('n');
    await page.getByLabel('Accession number').fill('26-0042');
    await page.getByRole('button', { name: 'Take it over' }).click();
    const offered = page.locator('hv-new-session-dialog').getByLabel('WBC', { exact: true });
    expect(Number(await offered.inputValue())).toBe(before);
  });
});

/** A place on the screen: a ring well inside a square that counts. */
async function insideChosen(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const rings = await middles(page, 'hv-chamber-picture circle');
  const squares = await boxes(page, 'hv-chamber-picture polygon.chosen');
  const within = ({ x, y }: Point, square: Box) =>
    Math.abs(x - middle(square).x) < square.width / 4 && Math.abs(y - middle(square).y) < square.height / 4;
  const ring = rings.find((place) => squares.some((square) => within(place, square)));
  if (!ring) throw new Error('no cell in a square that counts');
  return ring;
}

async function boxes(page: Page, selector: string): Promise<Box[]> {
  const all = await page.locator(selector).all();
  return Promise.all(all.map(async (one) => (await one.boundingBox()) as Box));
}

async function middles(page: Page, selector: string): Promise<Point[]> {
  return (await boxes(page, selector)).map(middle);
}

function middle({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

interface Point {
  readonly x: number;
  readonly y: number;
}
interface Box extends Point {
  readonly width: number;
  readonly height: number;
}
