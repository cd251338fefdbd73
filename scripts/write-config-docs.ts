// Writes docs/configuration.md from the schema of the settings. Run it after changing src/config.ts.
import { writeFileSync } from 'node:fs';
import { configDocument } from '../src/config-document.ts';

writeFileSync(new URL('../docs/configuration.md', import.meta.url), configDocument());
