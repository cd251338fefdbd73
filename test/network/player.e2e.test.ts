import type { Browser } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { runCommand, startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { bundlePlayer, play, watched } from '../support/whep-player.ts';

it("somebody else's WHEP player shows the live picture by a token that may watch, and by a share link", {
  timeout: 90_000,
}, async () => {
  const data = temporaryFolder();
  const daemon = await startDaemon(['--data', data, '--broker', 'off'], { login: true });
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const player = await bundlePlayer();
  const url = `${daemon.url}/api/whep`;

  const created = await runCommand(['token', 'create', 'wall', '--scope', 'watch', '--data', data]);
  const wall = await browser.newPage();
  await play(wall, player, { url, authorization: `Bearer ${created.stdout.trim()}` });
  await waitUntil('the wall shows it', async () => (await watched(wall)).frames > 5, 30_000);
  expect(await watched(wall)).toMatchObject({ width: 960, height: 720 });

  const guest = await guestPage(browser, daemon.url, await shareLink(daemon));
  await play(guest, player, { url });
  await waitUntil('the guest sees it', async () => (await watched(guest)).frames > 5, 30_000);

  const stranger = await browser.newPage();
  await play(stranger, player, { url });
  await waitUntil('the stranger was refused', () => stranger.evaluate(`state() === 'closed'`));
  expect((await watched(stranger)).frames).toBe(0);
});

/** The secret of a share link of the current session, made by whoever claims the instrument. */
async function shareLink({ url, stdout }: { url: string; stdout: () => string }): Promise<string> {
  const code = /claim code +([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(stdout())?.[1] ?? '';
  const claim = { code, name: 'ada', password: 'correct horse battery' };
  const claimed = await post(`${url}/api/access/claim`, claim);
  const cookie = claimed.headers.get('set-cookie')?.split(';')[0] ?? '';
  const current = await fetch(`${url}/api/sessions/current`, { headers: { cookie } });
  const { session } = (await current.json()) as { session: string };
  const shared = await post(`${url}/api/sessions/${session}/links`, { hours: 2 }, cookie);
  const { path } = (await shared.json()) as { path: string };
  return path.replace('/#guest=', '');
}

/** A page of somebody who came in by the link. */
async function guestPage(browser: Browser, url: string, secret: string) {
  const page = await (await browser.newContext()).newPage();
  const entered = await page.request.post(`${url}/api/access/guest`, { data: { secret } });
  expect(entered.status()).toBe(200);
  return page;
}

function post(url: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', cookie };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}
