/** What the page takes of JSON Schema, as OpenAPI 3.1 uses it. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
}

interface Described {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** The part of an OpenAPI document that is shown. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  /** What it means or may be. */
  readonly meaning: string;
}

/** One thing the API can be asked. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** A body to begin with, as JSON; null where none is sent. */
  readonly body: string | null;
}

/** The operations in groups: the part of the path after `/api`. */
export function operationsOf({ paths }: ApiDescription): ReadonlyMap<string, readonly Operation[]> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(method, path, described)),
  );
  return Map.groupBy(operations, ({ path }) => path.split('/').find((part) => part && part !== 'api') ?? '');
}

function operationOf(method: string, path: string, { summary = '', ...described }: Described): Operation {
  const parameters = (described.parameters ?? []).flatMap(
    ({ name, required = false, schema = {}, ...one }) => {
      if (one.in !== 'path' && one.in !== 'query') return [];
      const meaning = schema.description ?? (schema.enum ?? []).join(', ');
      return [{ name, in: one.in, required, meaning } as const];
    },
  );
  const schema = described.requestBody?.content?.['application/json']?.schema;
  const body = schema ? JSON.stringify(sampleOf(schema), null, 2) : null;
  return { method: method.toUpperCase(), path, summary, parameters, body };
}

/** The least a schema takes, with something of the right kind in every place. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice) return sampleOf(choice);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      const shown = properties.filter(([name]) => schema.required?.includes(name));
      return Object.fromEntries(shown.map(([name, property]) => [name, sampleOf(property)]));
    }
    case 'array':
      return schema.items ? [sampleOf(schema.items)] : [];
    case 'string':
      return '';
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
}

/** The address that asks an operation with these values; what is empty is left out of the query. */
export function addressFor(
  { path, parameters }: Operation,
  values: Readonly<Record<string, string>>,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = values[name];
    if (place === 'query' && value) query.set(name, value);
  }
  return query.size > 0 ? `${filled}?${query}` : filled;
}
