import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Field } from '../src/core/types.ts';
import type { CountedCell, ServerMessage } from '../src/core/wire/live.ts';
import { serverMessage } from '../src/core/wire/live.ts';
import type { Corner } from '../src/slide/cell-track.ts';
import { SlideMap } from '../src/slide/slide-map.ts';
import { SlideMapFeed } from '../src/slide-map-feed.ts';

const CELL: CountedCell = { id: 'cell-1', class: 'monocyte', probability: 0.8, xUm: 10, yUm: 20 };
const [WIDTH, HEIGHT, MICRONS_PER_PIXEL] = [180, 130, 0.4];

let told: ServerMessage[];
let current: { session: string; map: SlideMap };
let feed: SlideMapFeed;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  current = { session: 'session-1', map: new SlideMap() };
  feed = new SlideMapFeed({
    current: () => current,
    cells: () => [CELL],
    tell: (message) => told.push(serverMessage.parse(message)),
  });
});

afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

function see(xUm: number, corner?: () => Corner): void {
  const pixels = new Uint8Array(new SharedArrayBuffer(WIDTH * HEIGHT * 3)).fill(150);
  const field: Field = {
    frame: { seq: 0, capturedAtNs: 0n, width: WIDTH, height: HEIGHT, pixels, release: () => {} },
    pose: { xUm, yUm: 0, confidence: 1 },
    micronsPerPixel: MICRONS_PER_PIXEL,
    quality: {
      verdict: 'good',
      fault: null,
      focus: 1,
      speedPixels: 0,
      luminance: 150,
      limits: { leastFocus: 0.45, fastestPixels: 5 },
      redCells: null,
    },
  };
  current.map.take(field, corner ?? (() => ({ x: xUm / MICRONS_PER_PIXEL, y: 0, isProvisional: false })), 1);
}

const typesTold = () => told.map(({ type }) => type);

describe('SlideMapFeed', () => {
  it('tells what changed, twice a second at most, and is silent when nothing does', () => {
    vi.advanceTimersByTime(500);
    told = [];
    for (let i = 0; i < 10; i++) {
      see(20 * i);
      vi.advanceTimersByTime(90);
    }
    expect(typesTold()).toEqual(['map']);
    vi.advanceTimersByTime(5000);
    expect(typesTold()).toEqual(['map', 'map']);
    expect(told.at(-1)).toMatchObject({ map: { session: 'session-1', areaMm2: current.map.areaMm2 } });
  });

  it('greets with the whole map and all cells', () => {
    see(0);
    expect(feed.greeting).toMatchObject([
      { type: 'map', map: { tiles: [{ column: 0, row: 0 }] } },
      { type: 'map-cells', cells: [CELL] },
    ]);
  });

  it('tells of the empty map of a new slide', () => {
    see(0);
    vi.advanceTimersByTime(500);
    current = { session: 'session-2', map: new SlideMap() };
    vi.advanceTimersByTime(500);
    expect(told.at(-1)).toMatchObject({ type: 'map', map: { session: 'session-2', bounds: null } });
  });

  it('tells all cells anew when a stretch found its place, for they have moved', () => {
    let isProvisional = true;
    see(0);
    see(0, () => ({ x: isProvisional ? 1e6 : 400, y: 0, isProvisional }));
    vi.advanceTimersByTime(500);
    told = [];
    isProvisional = false;
    see(300);
    vi.advanceTimersByTime(500);
    expect(typesTold()).toEqual(['map', 'map-cells']);
  });

  it('gives a tile as WebP, clear where nothing was seen, and none where there is none', async () => {
    see(0);
    vi.useRealTimers();
    const webp = await feed.tile(0, 0);
    const { data, info } = await sharp(webp ?? Buffer.alloc(0))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.format, info.width, info.height, info.channels]).toEqual(['raw', 256, 256, 4]);
    const alphaAt = (x: number, y: number) => data[4 * (256 * y + x) + 3];
    expect([alphaAt(30, 20), alphaAt(200, 200)]).toEqual([255, 0]);
    expect(await feed.tile(0, 0)).toBe(webp);
    expect(await feed.tile(5, 5)).toBeNull();
  });
});
