import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

/** A fresh folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hematovision-test-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  // A daemon that is just ending may still write into it.
  const options = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
  for (const folder of folders.splice(0)) rmSync(folder, options);
});
