import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const ROOT = join(import.meta.dirname, '../..');
const EXECUTABLES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Without a display, and without its calls home, which hang in a closed network. */
export const CHROMIUM_ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** The system's Chromium. */
export function launchChromium({ executablePath = chromiumProgram() } = {}): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
}

export function chromiumProgram(): string {
  const found = EXECUTABLES.find((path) => existsSync(path));
  if (found === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  return found;
}

/** Builds the dashboard as a release does. A process of its own: vitest's NODE_ENV would pick Lit's slow build. */
export async function buildDashboard(outDirectory: string): Promise<void> {
  const { NODE_ENV: _, ...env } = process.env;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', 'src/ui', '--outDir', outDirectory, '--emptyOutDir'],
    {
      cwd: ROOT,
      env,
    },
  );
}
