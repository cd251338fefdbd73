import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { buildDashboard, launchChromium } from '../support/chromium.ts';

export interface DeskPages {
  /** Folder of the built dashboard, for `serveApp`. */
  readonly uiDirectory: string;
  /** A page of the dashboard in the name of whoever has these headers, and in a browser of its own. */
  open(
    address: string,
    of: { readonly headers?: Record<string, string> } & BrowserContextOptions,
  ): Promise<Page>;
}

/** The dashboard as it is shipped, in Chromium, for the tests of one file. What a page complains of fails its test. */
export function deskPages(): DeskPages {
  const uiDirectory = mkdtempSync(join(tmpdir(), 'hematovision-desks-ui-'));
  const complaints: string[] = [];
  let browser: Browser;
  beforeAll(async () => {
    await buildDashboard(uiDirectory);
    browser = await launchChromium();
  }, 120_000);
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(uiDirectory, { recursive: true, force: true });
  });
  const open: DeskPages['open'] = async (address, { headers, ...options }) => {
    const viewport = { width: 1440, height: 900 };
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
    const [name = '', value = ''] = headers?.cookie?.split('=') ?? [];
    if (name) await context.addCookies([{ name, value, url: new URL(address).origin }]);
    const page = await context.newPage();
    // A loaded machine is late, and a chamber takes a while to be read.
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    return page;
  };
  return { uiDirectory, open };
}
