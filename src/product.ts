import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };

/** What this installation is and where its own files lie. */
export const PRODUCT = {
  name: 'HematoVision Edge',
  version,
  /** Built dashboard. */
  uiDirectory: fileURLToPath(new URL('dist/ui', root)),
  /** Shipped weights and their manifest. */
  modelDirectory: fileURLToPath(new URL('models', root)),
  /** Shipped reference ranges, review rules and codes. */
  laboratoryFile: fileURLToPath(new URL('deploy/laboratory.yaml', root)),
} as const;
