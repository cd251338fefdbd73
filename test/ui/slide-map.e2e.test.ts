import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLASS_COLOURS } from '../../src/core/class-colours.ts';
import type { Field, Frame } from '../../src/core/types.ts';
import type { CountedCell } from '../../src/core/wire/live.ts';
import { encodeJpeg } from '../../src/server/jpeg.ts';
import { encodeTile } from '../../src/server/tile-picture.ts';
import { TILE_PIXELS } from '../../src/slide/mosaic.ts';
import { SlideMap } from '../../src/slide/slide-map.ts';
import { fitRegion, pointOf } from '../../src/ui/slide-map/map-viewport.ts';
import { buildDashboard, launchChromium } from '../support/chromium.ts';
import { readShot } from './painted-field.ts';
import { ScriptedInstrument } from './scripted-instrument.ts';

const SHOTS = join(import.meta.dirname, '../../test-results');
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const MICRONS_PER_PIXEL = 0.3;
const FIELD_SIZE = { width: 240, height: 180 } as const;
/** Stained plasma. */
const PINK = [226, 150, 170] as const;
const PLASMA = '#e296aa';
/** Lanes of the scan, in µm: the second overlaps the first, the third leaves a strip unseen. */
const LANES_UM = [0, 46, 106];
const LANE_FIELDS = 6;
const STEP_UM = 62;

let uiDirectory: string;
let browser: Browser;
let instrument: ScriptedInstrument;
const map = new SlideMap();
let feed: ReturnType<typeof setInterval> | undefined;

beforeAll(async () => {
  uiDirectory = await mkdtemp(join(tmpdir(), 'hematovision-map-'));
  await Promise.all([buildDashboard(uiDirectory), mkdir(SHOTS, { recursive: true })]);
  browser = await launchChromium();
  instrument = await ScriptedInstrument.open({ uiDirectory });
  instrument.mapTile = async (column, row) => {
    const tile = map.tile(column, row);
    return tile && encodeTile(tile.pixels, TILE_PIXELS);
  };
  for (const [lane, yUm] of LANES_UM.entries()) {
    for (let i = 0; i < LANE_FIELDS; i++) {
      const step = lane % 2 === 0 ? i : LANE_FIELDS - 1 - i;
      see(step * STEP_UM, yUm);
    }
  }
}, 120_000);

afterAll(async () => {
  clearInterval(feed);
  await browser?.close();
  await instrument?.close();
  await rm(uiDirectory, { recursive: true, force: true });
});

const CELLS: readonly CountedCell[] = [
  { id: 'cell-1', class: 'lymphocyte', probability: 0.9, xUm: 40, yUm: 30 },
  { id: 'cell-2', class: 'neutrophil_segmented', probability: 0.9, xUm: 150, yUm: 60 },
  { id: 'cell-3', class: 'monocyte', probability: 0.6, xUm: 300, yUm: 130 },
];

/** A field of plasma at one place, taken in as a good one. */
function see(xUm: number, yUm: number): void {
  const corner = { x: xUm / MICRONS_PER_PIXEL, y: yUm / MICRONS_PER_PIXEL, isProvisional: false };
  const field: Field = {
    frame: plasma(),
    pose: { xUm, yUm, confidence: 1 },
    micronsPerPixel: MICRONS_PER_PIXEL,
    quality: {
      verdict: 'good',
      fault: null,
      focus: 1,
      speedPixels: 0,
      luminance: 180,
      limits: { leastFocus: 0.45, fastestPixels: 24 },
      redCells: null,
    },
  };
  map.follow(field, corner);
  map.take(field, () => corner, 1);
}

function plasma(): Frame {
  const pixels = new Uint8Array(new SharedArrayBuffer(FIELD_SIZE.width * FIELD_SIZE.height * 3));
  for (let at = 0; at < pixels.length; at += 3) pixels.set(PINK, at);
  return { seq: 0, capturedAtNs: 0n, ...FIELD_SIZE, pixels, release: () => {} };
}

/** A page that stays live: an instrument that falls silent is shown in grey. */
async function openPage(viewport: typeof WIDE, colorScheme: 'dark' | 'light' = 'dark'): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(instrument.url);
  await page
    .locator('hv-slide-map >> text="Fields seen in focus appear here."')
    .waitFor({ state: 'attached' });
  const at = { xUm: 5 * STEP_UM, yUm: 106 };
  instrument.sendMap(map.state('session-1'), CELLS);
  const jpeg = await encodeJpeg(plasma(), 80);
  clearInterval(feed);
  feed = setInterval(() => {
    const pose = { ...at, confidence: 1 };
    instrument.sendFrame(jpeg, { overlay: [], pose, micronsPerPixel: MICRONS_PER_PIXEL, ...FIELD_SIZE });
    instrument.sendState();
  }, 300);
  if (viewport === PHONE) await page.getByRole('button', { name: 'Map' }).click();
  await page.locator('hv-slide-map canvas').waitFor();
  return page;
}

/** Parts of the map, 0 to 1, with such a colour. */
async function sharesOf(page: Page, ...colours: string[]): Promise<number[]> {
  const { pixels } = await readShot(await page.locator('hv-slide-map canvas').screenshot());
  return colours.map((colour) => {
    const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
    let hits = 0;
    for (let i = 0; i < pixels.length; i += 3)
      if (wanted.every((value, channel) => Math.abs((pixels[i + channel] ?? 0) - value) < 12)) hits++;
    return (3 * hits) / pixels.length;
  });
}

describe('the slide map', { timeout: 90_000 }, () => {
  it.each([
    ['1440, dark', WIDE, 'dark'],
    ['1440, light', WIDE, 'light'],
    ['390, dark', PHONE, 'dark'],
    ['390, light', PHONE, 'light'],
  ] as const)('shows what was seen, the cells and the way to the gap: %s', async (name, viewport, scheme) => {
    const page = await openPage(viewport, scheme);
    const panel = page.locator('hv-slide-map');
    await panel.locator('text=/0\\.05\\d mm², gaps: 1/').waitFor();
    await panel.locator('text=/^Nearest gap: .*up 0\\.0\\d mm/').waitFor();
    const names = [...new Set(CELLS.map((cell) => cell.class))];
    await expect
      .poll(async () => Math.min(...(await sharesOf(page, ...names.map((each) => CLASS_COLOURS[each])))))
      .toBeGreaterThan(0.0001);
    await expect.poll(async () => (await sharesOf(page, PLASMA))[0]).toBeGreaterThan(0.02);
    await page.screenshot({ path: join(SHOTS, `slide-map-${name.replace(', ', '-')}.png`) });
    await page.context().close();
  });

  it('is moved, zoomed and read by keyboard and pointer', async () => {
    const page = await openPage(WIDE);
    const canvas = page.locator('hv-slide-map canvas');
    const bar = page.locator('hv-slide-map .scale');
    const before = await bar.textContent();
    await canvas.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('+');
    await expect.poll(() => bar.textContent()).not.toBe(before);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('0');
    await expect.poll(() => bar.textContent()).toBe(before);

    await page.locator('hv-slide-map').evaluate((element) => {
      const chosen: unknown[] = [];
      Object.assign(globalThis, { chosen });
      (element as unknown as EventTarget).addEventListener('map-chosen', (event) => {
        chosen.push((event as CustomEvent).detail);
      });
    });
    const [cell] = CELLS as [CountedCell];
    const box = await canvas.boundingBox();
    const bounds = map.state('session-1').bounds;
    if (!box || !bounds) throw new Error('no map');
    const shown = fitRegion(bounds, box);
    await canvas.click({ position: pointOf(shown, box, cell) });
    await expect.poll(() => page.evaluate('chosen.map(({ cellId }) => cellId)')).toEqual([cell.id]);
    const [{ xUm, yUm }] = (await page.evaluate('chosen')) as [{ xUm: number; yUm: number }];
    expect(Math.hypot(xUm - cell.xUm, yUm - cell.yUm)).toBeLessThan(3 * shown.umPerPixel);
    await page.context().close();
  });
});
