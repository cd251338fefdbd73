import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const FOLDER = new URL('../../docs/schemas/', import.meta.url);

/** The published schemas as a receiver would read them: from the files, by name without `.json`. */
export function publishedFiles(): Readonly<Record<string, object>> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')),
    ]),
  );
}

export function validatorFor(name: string): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const schema = publishedFiles()[name];
  if (!schema) throw new Error(`docs/schemas/${name}.json is missing`);
  return ajv.compile(schema);
}
