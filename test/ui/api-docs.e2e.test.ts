import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveApp } from '../server/serve-app.ts';
import { buildDashboard, launchChromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it('the page at /api/docs asks the instrument and shows what it answers, under our own policy', async () => {
  const uiDirectory = temporaryFolder();
  await buildDashboard(uiDirectory);
  const { url } = await serveApp({}, { uiDirectory });
  const page = await browser.newPage();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  await page.goto(`${url}/api/docs`);
  await page.getByRole('heading', { name: 'HTTP API' }).waitFor();

  const state = page.locator('hv-api-operation', { hasText: '/api/sessions/current' }).first();
  await state.locator('summary').click();
  await state.getByRole('button', { name: 'Send' }).click();
  await state.getByText(/Answered 200/).waitFor();
  expect(JSON.parse((await state.locator('pre').textContent()) ?? '')).toMatchObject({
    accession: '26-04711',
  });

  const decide = page.locator('hv-api-operation', { hasText: '/api/sessions/{id}/decisions' });
  await decide.locator('summary').click();
  await decide.getByLabel('id').fill('01890000-0000-7000-8000-000000000001');
  await decide.getByRole('button', { name: 'Send' }).click();
  // The sample names no cell that is there.
  await decide.getByText(/Answered 4\d\d/).waitFor();
  expect(refused).toEqual([]);
  await page.close();
}, 60_000);
