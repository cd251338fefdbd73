import { z } from 'zod';
import { configSchema } from './config.ts';
import { variableOf } from './config-environment.ts';

interface DescribedSchema {
  readonly properties?: Readonly<Record<string, DescribedSchema>>;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly anyOf?: readonly DescribedSchema[];
  readonly items?: DescribedSchema;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The largest whole number; written out by the schema where no other bound is set. */
const NO_BOUND = Number.MAX_SAFE_INTEGER;

/** Every setting as a Markdown document, made from the schema. */
export function configDocument(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as DescribedSchema;
  return `# Settings

One file, YAML or JSON, named with \`--config\`; every key may be left out. \`hematovision config check --config FILE\`
says what is wrong with one, \`hematovision config show\` prints all settings in force. Unknown keys are refused.

A variable of the environment goes before the file, an option of the command line before both. Lists are written as in
YAML: \`HEMATOVISION_LAB__BROKER='[mqtt://a, mqtt://b]'\`. A name with \`__\` in it that is no setting is refused too.

Secrets may stand in files of their own, named by the keys that end in \`File\`; their first line counts.

With a file that cannot be used the instrument starts in safe mode: by the last settings that worked, kept in the data
folder, with a banner that says what to mend. Changes take effect at the next start.

${[...sections([], schema)].join('\n')}`;
}

function* sections(path: readonly string[], schema: DescribedSchema): Generator<string> {
  const keys = Object.entries(schema.properties ?? {});
  const single = keys.filter(([, child]) => child.properties === undefined);
  if (single.length > 0) {
    yield `## ${path.length === 0 ? 'General' : `\`${path.join('.')}\``}\n`;
    yield '| key | default | takes | meaning | variable |\n| --- | --- | --- | --- | --- |';
    for (const [key, child] of single) yield row([...path, key], child);
    yield '';
  }
  for (const [key, child] of keys) if (child.properties !== undefined) yield* sections([...path, key], child);
}

function row(path: readonly string[], schema: DescribedSchema): string {
  const cells = [
    `\`${path.at(-1)}\``,
    defaultOf(path, schema),
    takes(schema),
    schema.description ?? '',
    `\`${variableOf(path)}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultOf(path: readonly string[], { default: value }: DescribedSchema): string {
  // The one default that differs from machine to machine.
  if (path.join('.') === 'device') return "the machine's name";
  return value === undefined || value === ''
    ? ''
    : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function takes({ enum: names, const: only, type, anyOf, items, minimum, maximum }: DescribedSchema): string {
  if (names) return names.map((name) => `\`${name}\``).join(', ');
  if (only !== undefined) return `\`${only}\``;
  if (anyOf) return [...new Set(anyOf.map(takes))].join(' or ');
  if (type === 'array') return `list${items ? ` of ${takes(items)}` : ''}`;
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'object') return 'a group of keys';
  if (type !== 'number' && type !== 'integer') return 'text';
  return `${type === 'integer' ? 'whole number' : 'number'}${rangeOf(minimum, maximum)}`;
}

function rangeOf(least = -NO_BOUND, most = NO_BOUND): string {
  if (most < NO_BOUND) return ` ${least} to ${most}`;
  return least > -NO_BOUND ? ` from ${least}` : '';
}
