import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PASSWORD, PASSWORD_HASH, signedIn } from '../server/people.ts';
import { LIMITS, SNAPSHOT, serveApp } from '../server/serve-app.ts';
import { buildDashboard, launchChromium } from '../support/chromium.ts';

const SHOTS = join(import.meta.dirname, '../../test-results');
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

let uiDirectory: string;
let browser: Browser;
const consoleErrors: string[] = [];

beforeAll(async () => {
  uiDirectory = mkdtempSync(join(tmpdir(), 'hematovision-access-ui-'));
  mkdirSync(SHOTS, { recursive: true });
  await buildDashboard(uiDirectory);
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(uiDirectory, { recursive: true, force: true });
});

beforeEach(() => {
  consoleErrors.length = 0;
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

/** With `headers`, of somebody who signed in before. */
async function openPage(
  url: string,
  { headers, ...options }: BrowserContextOptions & { readonly headers?: Record<string, string> } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: WIDE,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    ...options,
  });
  const [name = '', value = ''] = headers?.cookie?.split('=') ?? [];
  if (name) await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  page.on('console', (message) => {
    // Chromium itself logs answers of 401, 403 and 404, and sockets that were refused.
    if (message.type() === 'error' && !/status of 40[134]|WebSocket/.test(message.text()))
      consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  await page.goto(url);
  return page;
}

const serve = (now?: () => Date) =>
  serveApp({}, { demo: false, uiDirectory, ...(now === undefined ? {} : { now }) });

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
}

// Passwords cost work on purpose, and a loaded machine is late.
describe('the way in', { timeout: 90_000 }, () => {
  it('asks for the code of the console first, by keyboard alone, and makes the administrator', async () => {
    const { url, desk, store } = await serve();
    const page = await openPage(url);
    await page.getByRole('heading', { name: 'Set up this instrument' }).waitFor();
    await page.screenshot({ path: join(SHOTS, 'access-claim.png') });
    await page.keyboard.type('AAAA-AAAA');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('short');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('12 characters').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This is not the code').waitFor();
    await page.keyboard.type(desk.claimCode ?? '');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Signed in: ada' }).click();
    await page.getByText('Administrator').waitFor();
    expect(store.access.account('ada')?.role).toBe('administrator');
    expect(consoleErrors).toEqual([]);
  });

  it('lets a person in and out again, and says when name and password do not fit', async () => {
    const { url, store } = await serve();
    store.access.addAccount({ name: 'grace', role: 'technician', password: PASSWORD_HASH });
    const page = await openPage(url);
    await page.getByLabel('Name').fill('grace');
    await page.getByLabel('Password').fill('a wrong password');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('do not belong together').waitFor();
    await page.screenshot({ path: join(SHOTS, 'access-sign-in.png') });
    await signIn(page, 'grace');
    await page.locator('hv-differential-panel .n >> text="3"').waitFor();
    await page.getByRole('button', { name: 'End session' }).first().waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Signed in: grace' }).click();
    await page.screenshot({ path: join(SHOTS, 'access-user-menu.png') });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it('is legible on a phone and in daylight', async () => {
    const { url, store } = await serve();
    store.access.addAccount({ name: 'grace', role: 'viewer', password: PASSWORD_HASH });
    const page = await openPage(url, { viewport: PHONE, colorScheme: 'light' });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.screenshot({ path: join(SHOTS, 'access-sign-in-phone.png') });
    const box = await page.getByRole('button', { name: 'Sign in' }).boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await signIn(page, 'grace');
    await page.locator('hv-differential-panel .n >> text="3"').waitFor();
    await page.getByRole('button', { name: 'Signed in: grace' }).click();
    await page.screenshot({ path: join(SHOTS, 'access-phone.png') });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(PHONE.width);
    expect(consoleErrors).toEqual([]);
  });
});

describe('what a role may not do', { timeout: 60_000 }, () => {
  it('is not offered: a viewer watches', async () => {
    const { url, store } = await serve();
    const page = await openPage(url, { headers: signedIn(store, 'viewer', 'vera') });
    await page.getByText('Watching only').waitFor();
    expect(await page.getByRole('button', { name: 'End session' }).count()).toBe(0);
    await page.keyboard.press('e');
    await page.keyboard.press('n');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('?');
    await page.locator('hv-keys-dialog').getByText('Red cells').waitFor();
    expect(await page.locator('hv-keys-dialog').getByText('New session').count()).toBe(0);
    await page.screenshot({ path: join(SHOTS, 'access-viewer.png') });
    expect(consoleErrors).toEqual([]);
  });
});

describe('a sign-in that ran out', { timeout: 90_000 }, () => {
  it('is asked for again over the page that stays, and the page goes on', async () => {
    let nowMs = Date.now();
    const { url, store, streams, hub } = await serve(() => new Date(nowMs));
    store.access.addAccount({ name: 'grace', role: 'technician', password: PASSWORD_HASH });
    const page = await openPage(url);
    await signIn(page, 'grace');
    await page.locator('hv-differential-panel .n >> text="3"').waitFor();
    nowMs += LIMITS.idleMs + 1000;
    streams.review();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    expect(await page.locator('hv-differential-panel .n').textContent()).toBe('3');
    await page.screenshot({ path: join(SHOTS, 'access-expired.png') });
    await page.keyboard.press('Escape');
    await dialog.waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('grace');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => hub.viewerCount).toBe(1);
    await expect.poll(() => page.locator('hv-differential-panel').getAttribute('stale')).toBeNull();
    expect(consoleErrors).toEqual([]);
  });
});

describe('a share link', { timeout: 60_000 }, () => {
  it('shows its session without an account, leaves no secret behind, and says when it is over', async () => {
    let session = SNAPSHOT.session;
    const snapshot = () => ({ ...SNAPSHOT, session });
    const { url, store, streams } = await serveApp({ snapshot }, { demo: false, uiDirectory });
    const headers = signedIn(store, 'technician', 'grace');
    session = store.startSession({}).id;
    const technician = await openPage(url, { headers });
    await technician.getByRole('button', { name: 'Signed in: grace' }).click();
    await technician.getByRole('button', { name: 'Share this session' }).click();
    await technician.getByRole('button', { name: 'A day' }).click();
    const shared = await technician.getByLabel('Link, shown this once').inputValue();
    await technician.screenshot({ path: join(SHOTS, 'access-share.png') });
    const page = await openPage(shared);
    await page.locator('hv-differential-panel .n >> text="3"').waitFor();
    await page.getByText('Watching only').waitFor();
    expect(page.url()).toBe(`${url}/`);
    // The next patient is none of the guest's.
    session = SNAPSHOT.session;
    streams.review();
    await page.getByText('This count has ended').waitFor();
    expect(await page.locator('hv-live-page').count()).toBe(0);
    for (const { id } of store.access.links(store.currentSession()?.id ?? '')) store.access.revokeLink(id);
    const late = await openPage(shared);
    await late.getByText('expired or was revoked').waitFor();
    expect(consoleErrors).toEqual([]);
  });
});
