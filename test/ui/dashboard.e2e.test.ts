import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLASS_COLOURS } from '../../src/core/class-colours.ts';
import type { Box } from '../../src/core/types.ts';
import type { OverlayCell } from '../../src/core/wire/live.ts';
import { buildDashboard, launchChromium } from '../support/chromium.ts';
import { boundsOf, FIELD, paintField, pixelAt, readShot } from './painted-field.ts';
import { countOf, ScriptedInstrument } from './scripted-instrument.ts';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const SHOTS = join(import.meta.dirname, '../../test-results');

/** Room between the painted cell and its box, so that both can be measured. */
const MARGIN = 12;

let uiDirectory: string;
let browser: Browser;
let instrument: ScriptedInstrument;
let feed: ReturnType<typeof setInterval> | undefined;
const consoleErrors: string[] = [];

beforeAll(async () => {
  uiDirectory = await mkdtemp(join(tmpdir(), 'hematovision-ui-'));
  await Promise.all([buildDashboard(uiDirectory), mkdir(SHOTS, { recursive: true })]);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await rm(uiDirectory, { recursive: true, force: true });
});

beforeEach(async () => {
  consoleErrors.length = 0;
  instrument = await ScriptedInstrument.open({ uiDirectory });
  instrument.cropJpeg = paintField([300, 200, 360, 320]);
});

afterEach(async () => {
  stopFeed();
  for (const context of browser.contexts()) await context.close();
  await instrument.close();
});

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: WIDE,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  // Chromium logs these with an empty text, so the page reports them by name.
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective))`,
  );
  await page.goto(instrument.url);
  // Keys pressed before the page knows who looks would go nowhere.
  await page.locator('hv-live-page').waitFor();
  return page;
}

function lymphocyteAround([x, y, width, height]: Box): OverlayCell {
  const box: Box = [x - MARGIN, y - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN];
  return { kind: 'wbc', box, score: 0.95, class: 'lymphocyte', probability: 0.97, cellId: 'cell-1' };
}

/** A camera at 25 pictures a second whose cell visits each place in turn. */
function startFeed(...places: Box[]): void {
  const frames = places.map((place) => ({ jpeg: paintField(place), overlay: [lymphocyteAround(place)] }));
  let turn = 0;
  const send = (): void => {
    const frame = frames[Math.floor(turn++ / 3) % frames.length];
    if (frame) instrument.sendFrame(frame.jpeg, { overlay: frame.overlay });
  };
  send();
  feed = setInterval(send, 40);
}

function stopFeed(): void {
  clearInterval(feed);
}

const text = (page: Page, selector: string) => page.locator(selector).first();
const shootPicture = async (page: Page) =>
  readShot(await page.locator('hv-live-picture canvas').screenshot());
const isViolet = ([r, g, b]: readonly [number, number, number]): boolean =>
  b > 140 && r > 80 && r < 160 && g < 100;

describe('the live screen', () => {
  it('shows the differential moving, the newest cells and the instrument', async () => {
    const page = await openPage();
    startFeed([400, 300, 120, 100]);
    instrument.sendSnapshot({ ...countOf({ neutrophil_segmented: 6, lymphocyte: 2 }), revision: 2 });
    await text(page, '.n >> text="8"').waitFor();
    expect(await page.locator('tr[data-class=neutrophil_segmented] .percent').textContent()).toBe('75.0');
    expect(await page.locator('tr[data-class=monocyte] .percent').textContent()).toBe('0.0');

    instrument.sendCell({ id: 'cell-9', class: 'monocyte', probability: 0.91, xUm: 1, yUm: 2 });
    instrument.sendSnapshot({
      ...countOf({ neutrophil_segmented: 6, lymphocyte: 2, monocyte: 2, platelet: 7, erythroblast: 1 }),
      revision: 3,
    });
    await text(page, '.n >> text="10"').waitFor();
    expect(await page.locator('tr[data-class=monocyte] .percent').textContent()).toBe('20.0');
    expect(await page.locator('[data-apart=erythroblast]').textContent()).toBe('10.0');
    expect(await page.locator('[data-apart=platelet]').textContent()).toBe('7');
    await page.locator('hv-cell-strip img[alt=Monocyte]').waitFor();

    expect(await page.locator('[data-status=camera]').textContent()).toContain('30 fps');
    expect(await page.locator('[data-status=provider]').textContent()).toContain('CPU');
    expect(await page.locator('[data-status=broker]').textContent()).toContain('connected');
    await text(page, 'hv-hint-line >> text="Good field"').waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it.each([
    ['1440 at one device pixel', WIDE, 1],
    ['1440 at 1.5 device pixels', WIDE, 1.5],
    ['390 at three device pixels', PHONE, 3],
  ])('keeps box and picture together while the stage moves: %s', async (_, viewport, deviceScaleFactor) => {
    const page = await openPage({ viewport, deviceScaleFactor });
    startFeed([100, 120, 150, 120], [600, 420, 150, 120], [420, 160, 150, 120]);
    await text(page, 'hv-hint-line >> text="Good field"').waitFor();
    const lineColour = CLASS_COLOURS.lymphocyte;
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(lineColour.slice(at, at + 2), 16)) as [
      number,
      number,
      number,
    ];
    const places = new Set<number>();
    for (let take = 0; take < 6; take += 1) {
      const shot = await shootPicture(page);
      const scale = Math.min(shot.width / FIELD.width, shot.height / FIELD.height);
      const cell = boundsOf(shot, isViolet);
      if (!cell) throw new Error('no cell in the picture');
      const [x, y, width, height] = cell;
      // The label has the colour of the line: bands through the middle of the cell keep it out.
      const band = 10 * deviceScaleFactor;
      const isLine = (rgb: readonly [number, number, number]): boolean =>
        Math.abs(rgb[0] - r) + Math.abs(rgb[1] - g) + Math.abs(rgb[2] - b) < 40;
      const sides = boundsOf(shot, isLine, [0, y + height / 2 - band, shot.width, 2 * band]);
      const topEdge = boundsOf(shot, isLine, [x + width / 2 - band, 0, 2 * band, y]);
      if (!sides || !topEdge) throw new Error('no box around the cell');
      places.add(Math.round(x / scale));
      // The line is centred on the edge of the box.
      const reach = MARGIN * scale + (2.5 * deviceScaleFactor) / 2;
      expect(Math.abs(x - reach - sides[0])).toBeLessThanOrEqual(2.5);
      expect(Math.abs(x + width + reach - (sides[0] + sides[2]))).toBeLessThanOrEqual(2.5);
      expect(Math.abs(y - reach - topEdge[1])).toBeLessThanOrEqual(2.5);
      expect(width / scale).toBeCloseTo(150, -1);
    }
    expect(places.size).toBeGreaterThan(1);
    expect(consoleErrors).toEqual([]);
  });

  it('greys the picture when none arrives, counts its age up, and recovers', async () => {
    const page = await openPage();
    startFeed([400, 300, 160, 140]);
    await text(page, 'hv-hint-line >> text="Good field"').waitFor();
    const measure = async () => {
      const shot = await shootPicture(page);
      return { shot, scale: Math.min(shot.width / FIELD.width, shot.height / FIELD.height) };
    };
    const live = await measure();
    expect(isViolet(pixelAt(live.shot, 410 * live.scale, 310 * live.scale))).toBe(true);

    stopFeed();
    const stoppedAtMs = performance.now();
    await text(page, 'hv-live-picture >> text="No new pictures"').waitFor();
    expect(performance.now() - stoppedAtMs).toBeLessThan(2500);
    const { shot, scale } = await measure();
    const [r, g, b] = pixelAt(shot, 410 * scale, 310 * scale);
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(12);
    const age = async () =>
      Number.parseFloat(
        (await page.locator('hv-live-picture .age').textContent())?.match(/[\d.]+/)?.[0] ?? 'NaN',
      );
    const before = await age();
    await expect.poll(age).toBeGreaterThan(before);
    expect(await page.locator('[data-status=camera]').textContent()).toContain('no pictures');

    startFeed([400, 300, 160, 140]);
    await text(page, 'hv-live-picture .notice').waitFor({ state: 'detached' });
    expect(consoleErrors).toEqual([]);
  });

  it('shows a lost connection and the counts as old, comes back alone and takes the new snapshot', async () => {
    const page = await openPage();
    instrument.sendSnapshot({ ...countOf({ lymphocyte: 12 }), revision: 9 });
    await text(page, '.n >> text="12"').waitFor();
    const { port } = instrument;
    await instrument.close();
    await text(page, 'hv-live-picture >> text="Connection lost"').waitFor();
    await expect.poll(() => page.locator('hv-differential-panel').getAttribute('stale')).toBe('');
    await text(page, 'hv-differential-panel >> text="Last heard, not live"').waitFor();

    instrument = await ScriptedInstrument.open({ uiDirectory, port });
    instrument.snapshot = { ...countOf({ lymphocyte: 7 }), revision: 2 };
    await text(page, '.n >> text="7"').waitFor();
    await expect.poll(() => page.locator('hv-differential-panel').getAttribute('stale')).toBeNull();
    startFeed([400, 300, 160, 140]);
    await text(page, 'hv-live-picture .notice').waitFor({ state: 'detached' });
    // Chromium itself logs the attempts that met no server, or one that was just closing; nothing else may be said.
    const said = consoleErrors.filter(
      (error) => !/ERR_CONNECTION_|ERR_INCOMPLETE_CHUNKED|WebSocket connection to .* failed/.test(error),
    );
    expect(said).toEqual([]);
  });

  it('survives messages and pictures it cannot read, and says so', async () => {
    const page = await openPage();
    await expect.poll(() => instrument.connections, { timeout: 10_000 }).toBe(1);
    // No feed yet: a good picture right behind the bad one would rightly be drawn in its stead.
    instrument.sendRaw('{"type":"nonsense"}');
    instrument.sendRaw(new Uint8Array([9, 9]));
    instrument.sendFrame(new Uint8Array([1, 2, 3]), { overlay: [] });
    await text(page, 'hv-instrument-panel >> text=/Messages ignored: 3/').waitFor();
    startFeed([400, 300, 160, 140]);
    instrument.sendSnapshot({ ...countOf({ basophil: 3 }), revision: 5 });
    await text(page, '.n >> text="3"').waitFor();
    await text(page, 'hv-live-picture .notice').waitFor({ state: 'detached' });
    expect(instrument.connections).toBe(1);
    expect(consoleErrors).toEqual([]);
  });

  it.each([
    [
      { source: { state: 'failed', message: 'usb-cam: no such device', hint: 'Plug the camera in.' } },
      ['No camera', 'usb-cam: no such device', 'Plug the camera in.'],
    ],
    [{ source: { state: 'stalled' } }, ['The camera sends no pictures', 'Check the cable']],
    [{ source: { state: 'starting' } }, ['Camera is starting']],
    [{ source: { state: 'ended', label: 'slide-a.mp4' } }, ['End of the recording', 'slide-a.mp4']],
  ] as const)('says what is wrong and what to do: %j', async (patch, words) => {
    const page = await openPage();
    instrument.sendState(patch);
    for (const each of words) await page.locator('hv-live-picture .card').getByText(each).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it('says so when cells in view are not counted', async () => {
    const page = await openPage();
    startFeed([400, 300, 160, 140]);
    instrument.sendState({ inference: { state: 'restarting' } });
    await text(page, 'hv-hint-line >> text=/Model is restarting/').waitFor();
    expect(await page.locator('hv-live-picture .notice').count()).toBe(0);
  });
});

describe('a session by keyboard alone', () => {
  it('is ended after one question, reports where its result is, and makes room for a scanned accession', async () => {
    const page = await openPage();
    startFeed([400, 300, 160, 140]);
    instrument.sendSnapshot({
      ...countOf({ lymphocyte: 12, unclassified: 2 }),
      revision: 9,
      accession: '26-04711',
    });
    await text(page, '.n >> text="12"').waitFor();

    await page.keyboard.press('e');
    await page
      .locator('hv-end-session-dialog')
      .getByText('White cells counted: 12. Unclassified: 2.')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(instrument.snapshot.status).toBe('counting');

    instrument.nextProblem = {
      status: 507,
      code: 'store-failed',
      message: 'The disk is full.',
      hint: 'Free some space.',
    };
    await page.keyboard.press('e');
    await expect.poll(() => page.evaluate(FOCUS)).toContain('End and send');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Free some space.').waitFor();
    await page.keyboard.press('Enter');
    await text(page, 'hv-differential-panel >> text="Count ended"').waitFor();
    instrument.sendState({ broker: { state: 'connecting', waiting: 1 } });
    await text(page, 'hv-differential-panel >> text=/Waits on disk/').waitFor();
    instrument.sendState({ broker: { state: 'connected', waiting: 0 } });
    await text(page, 'hv-differential-panel >> text="Result sent to the laboratory"').waitFor();

    await page.keyboard.press('n');
    await expect.poll(() => page.evaluate(FOCUS)).toContain('accession');
    await page.keyboard.type('26 / 1');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This is not an accession number.').waitFor();
    await page.keyboard.type('26-04712');
    await page.keyboard.press('Enter');
    await text(page, 'hv-instrument-bar >> text="26-04712"').waitFor();
    await text(page, '.n >> text="0"').waitFor();
    expect(consoleErrors.filter((error) => !error.includes('507'))).toEqual([]);
  });

  it('starts with age, sex, white-cell count and target, and takes in later what became known', async () => {
    const page = await openPage();
    await page.keyboard.press('n');
    await expect.poll(() => page.evaluate(FOCUS)).toContain('accession');
    await page.keyboard.type('26-04713');
    const dialog = page.locator('hv-new-session-dialog');
    await dialog.getByLabel('Age', { exact: true }).fill('6');
    await dialog.getByLabel('Unit of the age').selectOption('months');
    await dialog.getByLabel('WBC').fill('7;2');
    await dialog.getByRole('radio', { name: '400' }).check();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This is not a white-cell count.').waitFor();
    await dialog.getByLabel('WBC').fill('7,2');
    await page.keyboard.press('Enter');
    await text(page, 'hv-instrument-bar >> text="6 mo"').waitFor();
    expect(instrument.snapshot).toMatchObject({
      accession: '26-04713',
      age: { value: 6, unit: 'months' },
      sex: null,
      wbc: { given: 7.2 },
      target: 400,
    });

    await page.locator('hv-session-actions').getByRole('radio', { name: 'Free' }).click();
    await text(page, 'hv-differential-panel >> text="Free count"').waitFor();
    await page.keyboard.press('d');
    const order = page.locator('hv-order-dialog');
    await order.getByRole('radio', { name: 'Female' }).check();
    await order.getByLabel('WBC').fill('1.9');
    await page.keyboard.press('Enter');
    await text(page, 'hv-instrument-bar >> text=/6 mo, female/').waitFor();
    await text(page, 'hv-review-notes li.critical >> text=/WBC 1.90 .* at or below 2/').waitFor();
    expect(instrument.snapshot).toMatchObject({ sex: 'female', wbc: { given: 1.9 }, target: null });
    expect(consoleErrors).toEqual([]);
  });

  it('shows ranges, sums, absolute counts and flags with signs and words', async () => {
    const page = await openPage();
    const order = { age: { value: 43, unit: 'years' }, wbcCount: 9 } as const;
    instrument.sendSnapshot(countOf({ neutrophil_segmented: 8, neutrophil_band: 2, lymphocyte: 190 }, order));
    const row = (name: string) => page.locator(`tr[data-class=${name}]`);
    await expect.poll(() => row('lymphocyte').locator('.place').textContent()).toMatch(/▲ H.*high/s);
    expect(await row('lymphocyte').locator('.absolute').textContent()).toMatch(/▲high\s+8\.55/);
    expect(await row('neutrophil').locator('.absolute').textContent()).toMatch(/▼▼critically low\s+0\.45/);
    expect(await row('lymphocyte').locator('.band').count()).toBe(1);
    expect(await row('metamyelocyte').locator('.band').count()).toBe(0);
    await page.getByRole('alert').getByText('Critical: Neutrophils 0.45').waitFor({ state: 'attached' });
    expect(await page.locator('hv-review-notes li').allInnerTexts()).toEqual([
      expect.stringMatching(/▼ Critical\s+Neutrophils 0.45 × 10⁹\/L, below 0.5; not certain yet/),
      expect.stringMatching(/▲ Review\s+Lymphocyte 8.55 × 10⁹\/L, above 5/),
    ]);
    instrument.sendSnapshot(countOf({ neutrophil_segmented: 50, lymphocyte: 50 }));
    await text(page, 'hv-review-notes >> text="About 350 more cells to tell Segmented from 45 %"').waitFor();
  });

  it('shows only keys that work, and they work', async () => {
    const page = await openPage();
    startFeed([400, 300, 160, 140]);
    await text(page, 'hv-hint-line >> text="Good field"').waitFor();
    await page.keyboard.press('?');
    await page.locator('hv-keys-dialog').getByText('New session').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('t');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.keyboard.press('t');
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('light');
    await page.reload();
    await page.locator('hv-instrument-bar').waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
  });
});

/** The focused element and its hosts, each by id or text. */
const FOCUS = `(() => {
  const chain = [];
  for (let at = document.activeElement; at; at = at.shadowRoot?.activeElement) chain.push(at.id || at.textContent.trim());
  return chain;
})()`;

/** Walks the page with its shadow roots; returns what `probe`, the body of (element) => string | null, reports. */
const walk = (probe: string): string => `(() => {
  const found = [];
  const probe = (element) => { ${probe} };
  const visit = (root) => { for (const element of root.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (box.width > 1 && box.height > 1 && element.checkVisibility()) { const report = probe(element); if (report) found.push(report); }
    if (element.shadowRoot) visit(element.shadowRoot);
  } };
  visit(document);
  return found;
})()`;

describe('both forms in both themes', () => {
  const forms = [
    ['wide', WIDE, false],
    ['phone', PHONE, true],
  ] as const;

  it.each(forms.flatMap((form) => (['dark', 'light'] as const).map((theme) => [...form, theme] as const)))(
    '%s %j touch %s %s',
    async (form, viewport, isTouch, colorScheme) => {
      instrument.snapshot = {
        ...countOf({
          neutrophil_segmented: 86,
          neutrophil_band: 5,
          lymphocyte: 34,
          monocyte: 8,
          eosinophil: 3,
          basophil: 1,
          erythroblast: 2,
          platelet: 61,
          unclassified: 4,
        }),
        accession: '26-04711',
      };
      instrument.cells = Array.from({ length: 12 }, (_, at) => ({
        id: `cell-${at}`,
        class: 'lymphocyte',
        probability: 0.9,
        xUm: 0,
        yUm: 0,
      }));
      const page = await openPage({
        viewport,
        hasTouch: isTouch,
        isMobile: isTouch,
        colorScheme,
        deviceScaleFactor: isTouch ? 2 : 1,
      });
      startFeed([400, 300, 160, 140]);
      await text(page, 'hv-hint-line >> text="Good field"').waitFor();
      await page.screenshot({ path: join(SHOTS, `dashboard-${form}-${colorScheme}.png`) });

      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
      expect(
        await page.evaluate(
          walk(`const box = element.getBoundingClientRect();
        return !element.closest('.visually-hidden') && box.right > innerWidth + 0.5 && !element.closest('ol') ? element.localName + '.' + element.className : null;`),
        ),
      ).toEqual([]);
      expect(
        await page.evaluate(
          walk(`const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        return own && parseFloat(getComputedStyle(element).fontSize) < 12 ? element.localName + ': ' + element.textContent : null;`),
        ),
      ).toEqual([]);
      if (isTouch) {
        expect(
          await page.evaluate(
            walk(`const box = element.getBoundingClientRect();
          return element.matches('button, label') && Math.min(box.width, box.height) < 43.5 ? element.localName + ': ' + element.textContent.trim() : null;`),
          ),
        ).toEqual([]);
        await page.getByRole('button', { name: 'Cells' }).click();
        await text(page, 'hv-cell-strip img').waitFor();
        await page.screenshot({ path: join(SHOTS, `dashboard-${form}-${colorScheme}-cells.png`) });
      }
      expect(consoleErrors).toEqual([]);
    },
  );
});
