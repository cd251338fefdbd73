import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import sharp from 'sharp';
import { buildDashboard, launchChromium } from '../test/support/chromium.ts';
import { manyCells, ScriptedReview } from '../test/ui/scripted-review.ts';

/** Scrolls a gallery of 5 000 cells from end to end in Chromium and prints how many frames it shows and drops. */
const CELLS = 5000;
const SECONDS = 8;

/** A frame at 60 a second. */
const FRAME_MS = 1000 / 60;

interface Scrolled {
  /** From frame to frame, in milliseconds. */
  readonly frames: readonly number[];
  /** What kept the page busy for more than 50 ms, in milliseconds. */
  readonly longTasks: readonly number[];
  /** Tiles in the document at most. */
  readonly most: number;
}

/** Runs in the page. Playwright looks through shadow roots; a plain script has to. */
const SCROLL = `(async () => {
  const find = (root, selector) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches(selector)) return element;
      const inner = element.shadowRoot && find(element.shadowRoot, selector);
      if (inner) return inner;
    }
    return null;
  };
  const scroller = find(document, '.scroller');
  const frames = [];
  const longTasks = [];
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  let most = 0;
  await new Promise((done) => {
    const began = performance.now();
    let last = began;
    const step = (now) => {
      frames.push(now - last);
      last = now;
      most = Math.max(most, scroller.querySelectorAll('.tile').length);
      const share = (now - began) / ${SECONDS * 1000};
      scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight);
      if (share < 1) requestAnimationFrame(step);
      else done();
    };
    requestAnimationFrame(step);
  });
  await new Promise((done) => setTimeout(done, 100));
  return { frames: frames.slice(1), longTasks, most };
})()`;

const directory = await mkdtemp(join(tmpdir(), 'hematovision-review-bench-'));
try {
  await buildDashboard(directory);
  const crops = await Promise.all(Array.from({ length: 24 }, (_, index) => paintCrop(index)));
  const review = await ScriptedReview.open({
    uiDirectory: directory,
    cells: manyCells(CELLS),
    crop: (id) => crops[Number(id.slice(-2)) % crops.length] as Uint8Array,
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const started = performance.now();
    await page.goto(review.url);
    await page.locator('.tile img').first().waitFor();
    const openedMs = performance.now() - started;
    const session = await page.context().newCDPSession(page);
    // The processor's time: what other programs took is not the page's.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await workedMs(session);
    const scrolled = (await page.evaluate(SCROLL)) as Scrolled;
    const after = await workedMs(session);
    print(scrolled, openedMs);
    const each = Object.entries(after).map(([part, ms]) => {
      const perTile = (ms - (before[part] ?? 0)) / CELLS;
      return `${part} ${perTile.toFixed(2)} ms`;
    });
    console.log(`processor time of the page for each cell that came by: ${each.join(', ')}`);
  } finally {
    await browser.close();
    await review.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

function print({ frames, longTasks, most }: Scrolled, openedMs: number): void {
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  const due = Math.round((SECONDS * 1000) / FRAME_MS);
  const dropped = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  console.log(`${CELLS} cells: first pictures after ${openedMs.toFixed(0)} ms`);
  console.log(
    `scrolled end to end in ${SECONDS} s: ${frames.length} of ${due} frames shown, ${dropped} dropped; ` +
      `from frame to frame p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
  );
  console.log(
    `tasks of more than 50 ms: ${longTasks.length}, the longest ${Math.max(0, ...longTasks).toFixed(0)} ms`,
  );
  console.log(`at most ${most} of ${CELLS} tiles in the document; drawn by the processor, without a GPU`);
}

/** What the page itself worked so far, part by part, without the drawing. */
async function workedMs(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
  return {
    script: of('ScriptDuration'),
    style: of('RecalcStyleDuration'),
    layout: of('LayoutDuration'),
    'all tasks': of('TaskDuration'),
  };
}

/** A cell of about the size of a real crop, so that the browser decodes as much as at the bench. */
async function paintCrop(seed: number): Promise<Uint8Array> {
  const side = 180;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
    <rect width="100%" height="100%" fill="#efe2d8"/>
    <circle cx="90" cy="90" r="60" fill="#c9b3dc"/>
    <circle cx="${70 + seed}" cy="80" r="${24 + (seed % 9)}" fill="#5b2a86"/>
  </svg>`;
  return await sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer();
}
