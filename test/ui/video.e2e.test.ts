import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { InstrumentState } from '../../src/core/wire/live.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { runCommand, startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type DrawnFrame, NOTE_DRAWN_FRAMES } from './drawn-parts.ts';
import { LossyWay } from './lossy-way.ts';
import { SlowWay } from './slow-way.ts';

const CAMERA = { width: 640, height: 480, fps: 10 } as const;
/** Of the stage in each picture: much more than a box may be off. */
const STEP_PIXELS = 5;
/** So exactly a nucleus is found in a coded picture, and a box lies around its cell. */
const UNSHARP_PIXELS = 2;
const FRAMES_WANTED = 100;
/** The machine may be loaded; what is waited for comes in seconds. */
const PATIENCE_MS = 90_000;
const SHOTS = join(import.meta.dirname, '../../test-results');

let browser: Browser;
let folder: string;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'hematovision-video-'));
  await makeMovingSlide();
}, PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

/** A stage that goes once to and fro over one long field, at the same speed. */
async function makeMovingSlide(): Promise<void> {
  const still = join(folder, 'still.mkv');
  const field = ['--width', '1600', '--height', String(CAMERA.height), '--fps', '1', '--seconds', '1'];
  const made = await runCommand(['simulate', '--out', still, '--pace', 'stills', '--wbc', '2', ...field]);
  expect(made.code, made.stderr).toBe(0);
  const reach = 1600 - CAMERA.width;
  const seconds = (2 * reach) / STEP_PIXELS / CAMERA.fps;
  const pan = `crop=${CAMERA.width}:${CAMERA.height}:x='abs(mod(${STEP_PIXELS}*n,${2 * reach})-${reach})':y=0`;
  const frames = `loop=-1:1,fps=${CAMERA.fps},${pan}`;
  const input = ['-loglevel', 'error', '-i', still, '-vf', frames, '-t', String(seconds)];
  const coding = '-c:v libx264 -preset ultrafast -crf 12 -pix_fmt yuv420p'.split(' ');
  await promisify(execFile)('ffmpeg', [...input, ...coding, join(folder, 'slide.mkv')]);
}

async function serve(server: object = {}) {
  const config = join(folder, 'config.yaml');
  const capture = { source: `file:${join(folder, 'slide.mkv')}`, ...CAMERA };
  writeFileSync(config, JSON.stringify({ capture, server, logLevel: 'error' }));
  return startDaemon(['--config', config, '--data', temporaryFolder(), '--broker', 'off']);
}

type PathChoice = 'automatic' | 'pictures' | 'video';

async function openPage(url: string, path: PathChoice, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  await context.addInitScript(`localStorage.setItem('hematovision.picture-path', '${path}')`);
  const page = await context.newPage();
  await page.addInitScript(NOTE_DRAWN_FRAMES);
  await page.goto(url);
  return page;
}

async function waitForPath(page: Page, words: RegExp): Promise<void> {
  await waitUntil(
    `the page says ${words}`,
    async () =>
      words.test((await page.locator('hv-instrument-panel dl').textContent({ timeout: PATIENCE_MS })) ?? ''),
    PATIENCE_MS,
  );
}

const VIDEO = /video \(WebRTC\)/;
const PICTURES = /single pictures \(WebSocket\)/;

async function stateOf(url: string): Promise<InstrumentState> {
  return (await (await fetch(`${url}/api/state`)).json()) as InstrumentState;
}

async function drawnFrames(page: Page, wanted: number): Promise<readonly DrawnFrame[]> {
  const withCells = 'window.drawnFrames.filter(({ cells }) => cells.some(({ nucleus }) => nucleus)).length';
  await waitUntil(
    `${wanted} frames with cells are drawn`,
    async () => ((await page.evaluate(withCells)) as number) >= wanted,
    PATIENCE_MS,
  );
  return (await page.evaluate('window.drawnFrames')) as DrawnFrame[];
}

/** A page that shows the video over a line on which packets can be lost. */
async function openLossyPage(url: string): Promise<{ page: Page; way: LossyWay }> {
  const way = new LossyWay();
  onTestFinished(() => way.close());
  const page = await openPage('about:blank', 'video');
  await way.lead(page);
  await page.goto(url);
  await waitForPath(page, VIDEO);
  return { page, way };
}

/** Resolves to the age of the last drawn frame when the picture is first shown as stale. */
const MS_UNTIL_STALE = `new Promise((resolve) => {
  const page = document.querySelector('hv-access-gate').shadowRoot.querySelector('hv-app-shell').shadowRoot;
  const canvas = page.querySelector('hv-live-page').shadowRoot.querySelector('hv-live-picture').shadowRoot.querySelector('canvas');
  const told = () => canvas.classList.contains('stale') && resolve(performance.now() - window.drawnAtMs);
  new MutationObserver(told).observe(canvas, { attributes: true });
})`;

/** Whether single pictures arrive within a second. */
async function picturesCome(page: Page): Promise<boolean> {
  const before = (await page.evaluate('window.picturesReceived')) as number;
  const state = 'window.statesReceived';
  const states = (await page.evaluate(state)) as number;
  await waitUntil(
    'the instrument spoke twice',
    async () => ((await page.evaluate(state)) as number) >= states + 2,
  );
  return ((await page.evaluate('window.picturesReceived')) as number) > before;
}

interface Track {
  /** Middle of the box and of the nucleus along the way of the stage, one drawn frame after the other. */
  readonly box: number[];
  readonly nucleus: number[];
}

/** Each cell's way through consecutive frames. */
function tracksOf(frames: readonly DrawnFrame[]): Track[] {
  const open = new Map<string, Track & { last: number }>();
  const done: Track[] = [];
  frames.forEach(({ cells }, at) => {
    for (const { id, box, nucleus } of cells) {
      if (!nucleus) continue;
      const track = open.get(id);
      if (track?.last === at - 1) {
        track.box.push(box[0]);
        track.nucleus.push(nucleus[0]);
        track.last = at;
      } else {
        if (track) done.push(track);
        open.set(id, { box: [box[0]], nucleus: [nucleus[0]], last: at });
      }
    }
  });
  return [...done, ...open.values()].filter(({ box }) => box.length >= 8);
}

/**
 * By how many pixels boxes and nuclei part, other than usual, beyond one frame: the stage's step, or the motion since the
 * frame drawn before. The step alone counts where a frame whose header was lost is drawn again, and nothing moved.
 */
function excessOf(tracks: readonly Track[], lag: number): number[] {
  return tracks.flatMap(({ box, nucleus }) => {
    const usual = median(box.map((x, at) => (nucleus[at] ?? x) - x));
    return nucleus.flatMap((cell, at) => {
      const [before, shown] = [nucleus[at - 1], box[at - lag]];
      if (before === undefined || shown === undefined) return [];
      return [Math.abs(cell - shown - usual) - Math.max(STEP_PIXELS, Math.abs(cell - before))];
    });
  });
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[ordered.length >> 1] ?? Number.NaN;
}

function expectBoxesOnTheirCells(frames: readonly DrawnFrame[]): void {
  // Boxes of a picture that is still to come would be a fault of their own. Timestamps wrap around.
  const early = frames.filter((frame) => ((frame.pixelTimestamp - frame.headerTimestamp) | 0) < 0);
  expect(early).toEqual([]);
  const tracks = tracksOf(frames);
  const excess = excessOf(tracks, 0);
  expect(excess.length).toBeGreaterThanOrEqual(FRAMES_WANTED);
  expect(Math.max(...excess)).toBeLessThanOrEqual(UNSHARP_PIXELS);
  // The measure would have seen boxes that lag by two frames.
  expect(median(excessOf(tracks, 2))).toBeGreaterThan(UNSHARP_PIXELS);
}

describe('the live picture as video', () => {
  it(
    'draws every box on its own frame',
    async () => {
      const { url } = await serve();
      const page = await openPage(url, 'video');
      await waitForPath(page, VIDEO);
      const frames = await drawnFrames(page, 1.5 * FRAMES_WANTED);
      expectBoxesOnTheirCells(frames);
    },
    4 * PATIENCE_MS,
  );

  it(
    'draws no box more than one frame beside its cell when one packet in twenty is lost',
    async () => {
      const { url } = await serve();
      const { page, way } = await openLossyPage(url);
      way.lossShare = 0.05;
      await page.evaluate('window.drawnFrames.length = 0');
      expectBoxesOnTheirCells(await drawnFrames(page, 2 * FRAMES_WANTED));
      expect(way.lost).toBeGreaterThan(0);
    },
    4 * PATIENCE_MS,
  );

  it(
    'never shows a video that stands still as live, goes on with pictures, and returns',
    async () => {
      const { url } = await serve();
      const { page, way } = await openLossyPage(url);
      await drawnFrames(page, 1);
      const stale = page.evaluate(MS_UNTIL_STALE);
      way.lossShare = 1;
      expect(await stale).toBeLessThan(2500);
      await waitForPath(page, PICTURES);
      await waitForPath(page, /no video: The video stood still/);
      await page.locator('hv-live-picture canvas:not(.stale)').waitFor();
      way.lossShare = 0;
      await waitForPath(page, VIDEO);
      await waitUntil('no pictures are sent beside it', async () => !(await picturesCome(page)));
    },
    4 * PATIENCE_MS,
  );

  it(
    'shows pictures when the instrument refuses the video, says why, and returns',
    async () => {
      const { url } = await serve();
      const page = await openPage('about:blank', 'video');
      const refusal = { code: 'video-full', message: 'No port is free.', hint: 'Close another viewer.' };
      await page.route('**/api/whep', (route) => route.fulfill({ status: 503, json: refusal }));
      await page.goto(url);
      await waitForPath(page, /no video: No port is free. Close another viewer./);
      await page.locator('hv-live-picture canvas:not(.stale)').waitFor();
      await page.unroute('**/api/whep');
      await waitForPath(page, VIDEO);
    },
    4 * PATIENCE_MS,
  );

  it(
    'is not asked for where the instrument has none',
    async () => {
      const { url } = await serve({ webrtc: { enabled: false } });
      const page = await openPage('about:blank', 'video');
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(url);
      await waitForPath(page, PICTURES);
      await page.locator('hv-live-picture canvas:not(.stale)').waitFor();
      expect(asked.filter((path) => /whep|watch-video/.test(path))).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'serves two pages at once, and is left as soon as a page is',
    async () => {
      const { url } = await serve();
      const pages = [await openPage(url, 'video'), await openPage(url, 'video')];
      for (const page of pages) await waitForPath(page, VIDEO);
      expect((await stateOf(url)).video.viewers).toBe(2);
      await pages[0]?.goto('about:blank');
      // Sooner than the instrument itself would notice.
      await waitUntil('it was told', async () => (await stateOf(url)).video.viewers === 1, 5000);
      await pages[1]?.goto(`${url}/#/history`);
      await waitUntil('it was told', async () => (await stateOf(url)).video.viewers === 0, 5000);
    },
    4 * PATIENCE_MS,
  );

  it(
    'is chosen by itself over a slow way, and pictures again when the way is good',
    async () => {
      const { url } = await serve();
      const way = await SlowWay.open(Number(new URL(url).port));
      onTestFinished(() => way.close());
      const page = await openPage(way.url, 'automatic');
      await waitForPath(page, PICTURES);
      await page.locator('hv-live-picture canvas:not(.stale)').waitFor();
      way.bytesPerSecond = 40_000;
      await waitForPath(page, VIDEO);
      await page.locator('hv-live-picture canvas:not(.stale)').waitFor();
      way.bytesPerSecond = Number.POSITIVE_INFINITY;
      await waitForPath(page, PICTURES);
      await waitUntil('the video was left', async () => (await stateOf(url)).video.viewers === 0);
    },
    4 * PATIENCE_MS,
  );

  it(
    'is accessible and looks right in both forms and themes',
    async () => {
      const { url } = await serve();
      const forms = {
        wide: { viewport: { width: 1440, height: 900 } },
        phone: {
          viewport: { width: 390, height: 844 },
          hasTouch: true,
          isMobile: true,
          deviceScaleFactor: 2,
        },
      } as const;
      for (const [form, options] of Object.entries(forms))
        for (const colorScheme of ['dark', 'light'] as const) {
          const page = await openPage(url, 'video', { ...options, colorScheme, reducedMotion: 'reduce' });
          await waitForPath(page, VIDEO);
          await drawnFrames(page, 1);
          expect(await accessibilityFaults(page)).toEqual([]);
          await page.screenshot({ path: join(SHOTS, `video-${form}-${colorScheme}.png`) });
          await page.context().close();
        }
    },
    4 * PATIENCE_MS,
  );
});
