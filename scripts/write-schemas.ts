// Writes docs/schemas/*.json from the payload schemas in src/core/wire/mqtt.ts. Run it after changing them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { publishedSchemas } from '../src/lab/published-schemas.ts';

const folder = new URL('../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(publishedSchemas())) {
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
