import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { Document, isMap, isScalar, parse } from 'yaml';
import { z } from 'zod';
import { HematovisionError, messageOf } from './core/errors.ts';

const topicSegment = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only: it becomes part of MQTT topics');

/** Every setting, its bounds and its default: the one place. Unknown keys are refused. */
export const configSchema = z.strictObject({
  site: topicSegment.default('site').describe('First part of the MQTT topics after hematovision/v1'),
  device: topicSegment
    .default(hostname().replace(/[^A-Za-z0-9_-]/g, '-') || 'device')
    .describe('Name of this instrument; second part of the MQTT topics'),
  dataDirectory: z.string().default('./data').describe('SQLite database and cell pictures'),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  capture: z
    .strictObject({
      source: z
        .string()
        .default('simulator')
        .describe('simulator | file:PATH | v4l2:/dev/v4l/by-id/… | rtsp://… | http(s)://…'),
      width: z.int().min(160).max(4096).default(960),
      height: z.int().min(120).max(4096).default(720),
      fps: z.number().min(1).max(120).default(30),
      stallMs: z
        .int()
        .min(250)
        .max(3000)
        .default(2500)
        .describe('No picture for so long: the source is restarted'),
      loopFiles: z.boolean().default(true).describe('Play a file again when it ends'),
      simulatorSeed: z.int().min(0).default(1),
    })
    .prefault({}),
  inference: z
    .strictObject({
      provider: z.enum(['cpu', 'cuda', 'tensorrt']).default('cpu'),
      threads: z.int().min(1).max(64).default(2),
      modelDirectory: z
        .string()
        .optional()
        .describe('Folder with manifest.json and its weights; without it, the shipped ones'),
      rejectBelow: z
        .number()
        .min(0)
        .max(1)
        .default(0.4)
        .describe('A cell whose best class is less probable stays unclassified until a person decides'),
    })
    .prefault({}),
  slide: z
    .strictObject({
      micronsPerPixel: z.number().positive().default(0.075).describe('Scale of the camera pictures'),
    })
    .prefault({}),
  server: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65535).default(8080),
      jpegQuality: z.int().min(30).max(100).default(80),
    })
    .prefault({}),
  lab: z
    .strictObject({
      broker: z
        .string()
        .default('embedded')
        .describe('embedded | off | mqtt://host:1883 | mqtts://host:8883'),
      embeddedPort: z.int().min(0).max(65535).default(1883),
      username: z.string().optional(),
      password: z.string().optional(),
    })
    .prefault({}),
});

export type Config = z.infer<typeof configSchema>;

/** A configuration as a YAML file, each key's meaning beside it. */
export function printConfig(config: Config): string {
  const document = new Document(config);
  comment(document.contents, z.toJSONSchema(configSchema, { io: 'input' }));
  return document.toString({ lineWidth: 0 });
}

interface DescribedSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly description?: string;
}

function comment(node: unknown, schema: DescribedSchema): void {
  if (!isMap(node)) return;
  for (const pair of node.items) {
    if (!isScalar(pair.key)) continue;
    const described = schema.properties?.[String(pair.key.value)] as DescribedSchema | undefined;
    if (!described) continue;
    if (isScalar(pair.value) && described.description) pair.value.comment = ` ${described.description}`;
    comment(pair.value, described);
  }
}

/** Parses a configuration; a fault names every wrong key with its path at once. */
export function parseConfig(value: unknown, where: string): Config {
  const result = configSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: unknown key`)
      : [`${issue.path.join('.') || '(top level)'}: ${issue.message}`],
  );
  throw new HematovisionError('config-invalid', `${where}:\n  ${faults.join('\n  ')}`);
}

/** Reads and parses a YAML configuration file. */
export function readConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HematovisionError(
      'file-missing',
      `Configuration file ${path} cannot be read: ${messageOf(cause)}`,
      { cause },
    );
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new HematovisionError('config-invalid', `${path} is not YAML: ${messageOf(cause)}`, { cause });
  }
  return parseConfig(value, path);
}
