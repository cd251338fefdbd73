import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CellClass } from '../../src/core/cells.ts';
import type { ReviewCell, SessionDetail } from '../../src/core/wire/review.ts';
import { launchChromium } from '../support/chromium.ts';
import { ROOT, type RunningDaemon, startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const WIDE = { width: 1440, height: 900 };
/** So that all sections are in view: what is not is not in the document. */
const TALL = { width: 1440, height: 2200 };
const PHONE = { width: 390, height: 844 };
const SHOTS = join(ROOT, 'test-results');
const PASSWORD = 'correct horse battery';
const CELLS = 8;

let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

async function signIn(daemon: RunningDaemon, name: string, options: BrowserContextOptions = {}) {
  const context = await newContext(options);
  const data = { name, password: PASSWORD };
  expect((await context.request.post(`${daemon.url}/api/access/sign-in`, { data })).status()).toBe(200);
  return context;
}

async function newContext(options: BrowserContextOptions): Promise<BrowserContext> {
  return await browser.newContext({
    viewport: WIDE,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    ...options,
  });
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective))`,
  );
  page.on('console', (message) => {
    if (message.text().startsWith('policy')) complaints.push(message.text());
  });
  await page.goto(url);
  return page;
}

/** The daemon with two people, and one counted session. */
async function countedSession() {
  const daemon = await startDaemon(
    ['--source', 'simulator', '--data', temporaryFolder(), '--broker', 'off'],
    {
      login: true,
    },
  );
  const code = /claim code +([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(daemon.stdout())?.[1];
  const admin = await browser.newContext();
  const post = (path: string, data: object = {}) => admin.request.post(`${daemon.url}/api/${path}`, { data });
  expect((await post('access/claim', { code, name: 'ada', password: PASSWORD })).status()).toBe(200);
  for (const name of ['grace', 'alan'])
    expect((await post('accounts', { name, role: 'reviewer', password: PASSWORD })).status()).toBe(201);
  const current = async () => (await admin.request.get(`${daemon.url}/api/sessions/current`)).json();
  await waitUntil('cells are counted', async () => (await current()).n >= CELLS, 120_000);
  await post('sessions/current/end');
  const { session } = await current();
  await admin.close();
  return { daemon, session: session as string };
}

/** What the instrument holds, as somebody may see it. */
const factsOf = (context: BrowserContext, daemon: RunningDaemon, session: string) => {
  const get = async (path: string) =>
    (await context.request.get(`${daemon.url}/api/sessions/${session}${path}`)).json();
  return {
    cells: async (reading = 'first'): Promise<ReviewCell[]> => (await get(`/cells?reading=${reading}`)).cells,
    classOf: async (id: string): Promise<CellClass | null | undefined> =>
      (await get('/cells')).cells.find((cell: ReviewCell) => cell.id === id)?.class,
    detail: (): Promise<SessionDetail> => get(''),
    decisionsUrl: `${daemon.url}/api/sessions/${session}/decisions`,
  };
};

const tile = (page: Page, id: string) => page.locator(`[data-cell="${id}"]`);
const inSection = (page: Page, name: CellClass, id: string) =>
  page.locator(`section[data-section=${name}] [data-cell="${id}"]`);

/** The rules of WCAG 2.2 AA, on the page as it stands; policies do not hold for what the test injects. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as axe.AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' | ')}`);
}

describe('the review of a counted session, by two people and a guest', () => {
  it('names cells in every way, undoes, agrees, signs, amends, and hears the guest', {
    timeout: 240_000,
  }, async () => {
    const { daemon, session } = await countedSession();
    const grace = await signIn(daemon, 'grace', { viewport: TALL });
    const facts = factsOf(grace, daemon, session);
    const review = `${daemon.url}/#/review/${session}`;
    const page = await openPage(grace, review);
    await page.locator('.tile').first().waitFor();
    await namesInEveryWay(page, facts);
    await comesBackWhenRefused(page, grace, facts);
    await confirmsEverything(page, facts);
    await page.setViewportSize(WIDE);
    await page.screenshot({ path: join(SHOTS, 'review.png') });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize(TALL);
    await readsBlindedAndAgrees({ daemon, session, review, page, facts });
    await hearsAGuest({ daemon, page, grace });
    await signsAndAmends(page, grace, facts);
    await worksOnAPhone(daemon, review);
    expect(complaints).toEqual([]);
  });
});

type Facts = ReturnType<typeof factsOf>;

async function namesInEveryWay(page: Page, facts: Facts): Promise<void> {
  const [a, b, c, d] = (await facts.cells()).map(({ id }) => id) as [string, string, string, string];
  // By key: the cell is dotted before, solid after.
  await tile(page, a).click();
  expect(await tile(page, a).getAttribute('class')).toContain('suggested');
  await page.keyboard.press('b');
  await inSection(page, 'blast', a).and(page.locator('.confirmed')).waitFor();
  // Dragged onto a section, and onto the bar.
  await tile(page, b).dragTo(page.locator('section[data-section=blast] header'));
  await inSection(page, 'blast', b).waitFor();
  await tile(page, c).dragTo(page.locator('hv-class-bar [data-class=plasma_cell]'));
  await inSection(page, 'plasma_cell', c).waitFor();
  // By the menu.
  await tile(page, d).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Variant lymphocyte' }).click();
  await inSection(page, 'variant_lymphocyte', d).waitFor();
  await expect.poll(() => facts.classOf(d)).toBe('variant_lymphocyte');
  const { history } = (await (
    await page.request.get(new URL(`/api/cells/${d}`, page.url()).href)
  ).json()) as { history: { by: string; after: string }[] };
  expect(history).toMatchObject([{ by: 'person:grace', after: 'variant_lymphocyte' }]);

  // Back to the beginning, and forth again.
  for (let act = 0; act < 4; act += 1) await page.keyboard.press('Control+z');
  await expect.poll(async () => (await facts.cells()).every(({ decided }) => decided === null)).toBe(true);
  await tile(page, a).and(page.locator('.suggested')).waitFor();
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(() => facts.classOf(a)).toBe('blast');
  const kept = page.waitForResponse(/decisions$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await kept;

  // Several at once: Shift and Ctrl, then the bar.
  await page.locator('.tile').first().click();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  expect(await page.locator('.tile.chosen').count()).toBe(3);
  await page.keyboard.press('Escape');
  expect(await page.locator('.tile.chosen').count()).toBe(0);
  const surface = await page.locator('hv-cell-gallery').boundingBox();
  const last = await page.locator('.tile').nth(1).boundingBox();
  if (!surface || !last) throw new Error('nothing to draw a band around');
  await page.mouse.move(surface.x + 4, surface.y + 45);
  await page.mouse.down();
  await page.mouse.move(last.x + 20, last.y + 20, { steps: 4 });
  await page.mouse.up();
  expect(await page.locator('.tile.chosen').count()).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
}

/** The network goes away: the act is shown, then gone again, with the reason; what others did meanwhile comes with it. */
async function comesBackWhenRefused(page: Page, context: BrowserContext, facts: Facts): Promise<void> {
  const [first, second] = await facts.cells();
  if (!first?.class || !second) throw new Error('no cell');
  await tile(page, first.id).click();
  await context.setOffline(true);
  await page.keyboard.press('x');
  await page.getByRole('alert').getByText('does not answer').waitFor();
  await inSection(page, first.class, first.id).and(page.locator('.suggested')).waitFor();
  const decisions = [{ cell: second.id, class: second.class }];
  const elsewhere = await context.request.post(facts.decisionsUrl, { data: { reading: 'first', decisions } });
  expect(elsewhere.status()).toBe(200);
  expect(await tile(page, second.id).getAttribute('class')).toContain('suggested');
  await context.setOffline(false);
  await tile(page, second.id).and(page.locator('.confirmed')).waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
}

async function confirmsEverything(page: Page, facts: Facts): Promise<void> {
  await page.getByRole('tab', { name: 'Result' }).click();
  expect(await page.getByRole('button', { name: /^Sign / }).count()).toBe(
    (await facts.detail()).openPoints.length === 0 ? 1 : 0,
  );
  for (const { id } of (await facts.cells()).filter((cell) => cell.class === 'unclassified')) {
    await page.keyboard.press('w');
    await tile(page, id).waitFor();
    await tile(page, id).click();
    await page.keyboard.press('3');
  }
  const confirmAll = page.getByRole('button', { name: /^Confirm all \d+ as / });
  await expect
    .poll(async () => {
      if ((await confirmAll.count()) > 0) await confirmAll.first().click();
      return (await facts.cells()).filter(({ decided }) => decided === null).length;
    })
    .toBe(0);
  await expect.poll(async () => (await facts.detail()).openPoints).toEqual([]);
}

async function readsBlindedAndAgrees(around: {
  readonly daemon: RunningDaemon;
  readonly session: string;
  readonly review: string;
  readonly page: Page;
  readonly facts: Facts;
}): Promise<void> {
  const { daemon, session, review, page, facts } = around;
  const alan = await signIn(daemon, 'alan', { viewport: TALL });
  const blinded = await openPage(alan, review);
  await blinded.getByRole('tab', { name: 'Second reader' }).click();
  await blinded.getByRole('button', { name: 'Read as the second reader' }).click();
  await blinded.locator('section[data-section=undecided] .tile').first().waitFor();
  expect(await blinded.locator('section[data-section]').count()).toBe(1);
  expect(await blinded.getByRole('tab', { name: 'Result' }).count()).toBe(0);
  await blinded.screenshot({ path: join(SHOTS, 'review-blinded.png') });
  const first = await facts.cells();
  const odd = first.find((cell) => cell.class !== 'monocyte') as ReviewCell;
  await tile(blinded, odd.id).click();
  await blinded.keyboard.press('4');
  await inSection(blinded, 'monocyte', odd.id).waitFor();
  // The rest as the first reader did, without a hundred keys.
  const decisions = first
    .filter(({ id }) => id !== odd.id)
    .map(({ id, class: name }) => ({ cell: id, class: name }));
  const posted = await alan.request.post(`${daemon.url}/api/sessions/${session}/decisions`, {
    data: { reading: 'second', decisions },
  });
  expect(posted.status()).toBe(200);
  await blinded.getByRole('tab', { name: 'Second reader' }).click();
  await blinded.getByRole('button', { name: 'Close my reading' }).click();
  await blinded.getByText('agreement').first().waitFor();

  await page.getByRole('tab', { name: 'Second reader' }).click();
  await page.getByText('1 of 1 to settle').waitFor();
  await page
    .getByText(`${first.length - 1} of ${first.length} cells that both decided are named alike`)
    .waitFor();
  await page.screenshot({ path: join(SHOTS, 'review-agreement.png') });
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.locator(`[data-difference="${odd.id}"]`).getByRole('button', { name: 'First' }).click();
  await page.getByText('All differences are settled').waitFor();
  await expect.poll(async () => (await facts.detail()).openPoints).toEqual([]);
}

async function hearsAGuest(around: {
  readonly daemon: RunningDaemon;
  readonly page: Page;
  readonly grace: BrowserContext;
}): Promise<void> {
  const { daemon, page, grace } = around;
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: '2 hours' }).click();
  const link = await page.getByLabel('Link, shown this once').inputValue();
  await page.keyboard.press('Escape');
  const guest = await openPage(await newContext({ viewport: TALL }), link);
  await guest.locator('.tile').first().click();
  const id = await guest.locator('.tile').first().getAttribute('data-cell');
  expect(await guest.locator('hv-class-bar').count()).toBe(0);
  await guest.getByRole('button', { name: 'Point', exact: true }).click();
  await tile(page, id ?? '')
    .and(page.locator('.pointed'))
    .waitFor({ timeout: 2000 });
  await guest.getByRole('button', { name: 'Note', exact: true }).click();
  await guest.getByLabel('Your note').fill('Is this one not rather a monocyte?');
  await guest.getByRole('button', { name: 'Leave the note' }).click();
  await page.getByText('a guest: Is this one not rather a monocyte?').waitFor({ timeout: 2000 });
  const live = await openPage(grace, daemon.url);
  await live.getByRole('button', { name: '1 note' }).waitFor();
  await live.close();
  // The next patient is none of the guest's, and ends nothing of the review.
  expect((await grace.request.post(`${daemon.url}/api/sessions`, { data: {} })).status()).toBe(201);
  await guest.reload();
  await guest.locator('.tile').first().waitFor();
}

async function signsAndAmends(page: Page, context: BrowserContext, facts: Facts): Promise<void> {
  await page.getByRole('tab', { name: 'Result' }).click();
  await page.getByLabel('Comment on the report').fill('Smear of good quality.');
  await page.getByRole('button', { name: /^Sign \d+ cells/ }).click();
  await page.screenshot({ path: join(SHOTS, 'review-sign.png') });
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await page.locator('[data-report="1"]').getByText('Report 1, final').waitFor();
  expect(await page.locator('hv-class-bar').count()).toBe(0);
  const pdf = page.getByRole('link', { name: 'Report 1 as PDF' });
  const bytes = await (await context.request.get((await pdf.getAttribute('href')) ?? '')).body();
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');

  await page.getByRole('button', { name: 'Amend' }).click();
  await page.getByLabel('Why is the report corrected?').fill('One cell was read wrongly.');
  await page.getByRole('button', { name: 'Amend' }).click();
  await page.locator('hv-class-bar').waitFor();
  const tileToCorrect = page.locator('section[data-section=neutrophil_segmented] .tile').first();
  const id = (await tileToCorrect.getAttribute('data-cell')) ?? '';
  await tileToCorrect.click();
  await page.keyboard.press('2');
  await expect.poll(() => facts.classOf(id)).toBe('neutrophil_band');
  await page.getByRole('tab', { name: 'Result' }).click();
  await page.getByRole('button', { name: /^Sign \d+ cells/ }).click();
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await page.getByText('Replaces report 1: One cell was read wrongly.').waitFor();
  await page.screenshot({ path: join(SHOTS, 'review-signed.png') });
  expect(await accessibilityFaults(page)).toEqual([]);
}

async function worksOnAPhone(daemon: RunningDaemon, review: string): Promise<void> {
  const phone = await openPage(
    await signIn(daemon, 'grace', { viewport: PHONE, colorScheme: 'light', hasTouch: true, isMobile: true }),
    review,
  );
  await phone.locator('.tile').first().tap();
  await phone.locator('hv-large-view h2').waitFor();
  await phone.screenshot({ path: join(SHOTS, 'review-phone.png') });
  expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
  expect(await accessibilityFaults(phone)).toEqual([]);
}
