import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PASSWORD = 'correct horse battery';

const FORMS = {
  wide: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
} as const;

/** What axe-core found, a line each. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.addScriptTag({ path: AXE });
  return page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target.flat().join(' ') + ' ' + failureSummary)))`);
}

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser?.close());

/** The real daemon with an administrator, a session that ended and one that counts. */
async function serve() {
  const daemon = await startDaemon(['--data', temporaryFolder(), '--broker', 'off'], { login: true });
  const code = await waitUntil(
    'the claim code is told',
    () => daemon.stdout().match(/claim code\s+(\S+),/)?.[1],
  );
  const headers = { 'content-type': 'application/json', origin: daemon.url };
  const body = JSON.stringify({ code, name: 'ada', password: PASSWORD });
  const claimed = await fetch(`${daemon.url}/api/access/claim`, { method: 'POST', headers, body });
  const cookie = claimed.headers.get('set-cookie')?.split(';')[0] ?? '';
  const ask = async (method: string, path: string, body?: object) => {
    const options = { method, headers: { ...headers, cookie }, body: body ? JSON.stringify(body) : null };
    return (await (await fetch(`${daemon.url}${path}`, options)).json()) as { n: number; session: string };
  };
  await waitUntil(
    'cells are counted',
    async () => (await ask('GET', '/api/sessions/current')).n >= 2,
    60_000,
  );
  const { session } = await ask('POST', '/api/sessions/current/end');
  await ask('POST', '/api/sessions', { accession: '26-04711' });
  return { url: daemon.url, cookie, session };
}

const CLICK_FIRST_SESSION = async (page: Page) => {
  await page.locator('hv-session-table button').last().click();
  await page.locator('hv-change-table p, hv-change-table table').first().waitFor();
};

const OPEN_NEW_SESSION = async (page: Page) => {
  await page.keyboard.press('n');
  await page.getByRole('dialog').waitFor();
};

/** Every page, and what must be there before it is looked at. */
const pages = (session: string): readonly [string, string, ((page: Page) => Promise<void>)?][] => [
  ['live', 'hv-differential-panel'],
  ['live', 'hv-new-session-dialog', OPEN_NEW_SESSION],
  [`review/${session}`, 'hv-review-page main'],
  ['history', 'hv-session-table button', CLICK_FIRST_SESSION],
  ['upload', 'hv-upload-page main'],
  ['tally', 'hv-tally-page main'],
  ['learn', 'hv-learn-page main'],
  ['chamber', 'hv-chamber-page main'],
  ['control', 'hv-control-page header p'],
  ['api', 'hv-api-operation'],
  ['settings/browser', 'hv-browser-section'],
  ['settings/camera', 'hv-camera-section'],
  ['settings/counting', 'hv-settings-form input'],
  ['settings/classes', 'hv-classes-section'],
  ['settings/ranges', 'hv-ranges-section'],
  ['settings/accounts', 'hv-accounts-section'],
  ['settings/audit', 'hv-audit-section td'],
];

describe('axe-core', { timeout: 300_000 }, () => {
  it('finds nothing on any page, dark or light, wide or on a phone', async () => {
    const { url, cookie, session } = await serve();
    const found: string[] = [];
    for (const [form, options] of Object.entries(FORMS)) {
      for (const colorScheme of ['dark', 'light'] as const) {
        const context = await browser.newContext({
          ...options,
          ...{ colorScheme, reducedMotion: 'reduce', bypassCSP: true, extraHTTPHeaders: { cookie } },
        });
        const page = await context.newPage();
        for (const [address, ready, prepare] of pages(session)) {
          await page.goto(`${url}/#/${address}`);
          await page.locator(ready).first().waitFor({ state: 'attached' });
          await prepare?.(page);
          for (const fault of await faultsOf(page))
            found.push(`${address}, ${form}, ${colorScheme}: ${fault}`);
          if (prepare === OPEN_NEW_SESSION) await page.keyboard.press('Escape');
        }
        await context.close();
      }
    }
    const context = await browser.newContext({ ...FORMS.wide, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    for (const fault of await faultsOf(page)) found.push(`sign-in: ${fault}`);
    await context.close();
    expect(found).toEqual([]);
  });
});
