import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import sharp from 'sharp';
import { buildDashboard, launchChromium } from '../test/support/chromium.ts';
import { manyCells, ScriptedReview } from '../test/ui/scripted-review.ts';

/** Scrolls a gallery of 5 000 cells from end to end in Chromium and prints how long its frames take. */
const CELLS = 5000;
const SECONDS = 8;

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
  return { frames: frames.slice(1), most };
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
    await session.send('Performance.enable');
    const before = await busySeconds(session);
    const { frames, most } = (await page.evaluate(SCROLL)) as { frames: number[]; most: number };
    const busyMs = (1000 * ((await busySeconds(session)) - before)) / frames.length;
    const sorted = frames.toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    console.log(`${CELLS} cells: first pictures after ${openedMs.toFixed(0)} ms`);
    console.log(
      `scrolled end to end in ${SECONDS} s: ${frames.length} frames, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
    );
    console.log(`work of the page in each frame (script, style, layout): ${busyMs.toFixed(1)} ms`);
    console.log(`at most ${most} of ${CELLS} tiles in the document`);
  } finally {
    await browser.close();
    await review.close();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** What the page itself worked, without what drawing and other programs took. */
async function busySeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const parts = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
  return metrics.filter(({ name }) => parts.includes(name)).reduce((sum, { value }) => sum + value, 0);
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
