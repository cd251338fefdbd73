import { hostname } from 'node:os';
import { Document, isMap, isScalar } from 'yaml';
import { z } from 'zod';
import { keepingSettings, qualityControlSettings, recordingSettings } from './config-keeping.ts';
import { laboratorySettings, topicSegment } from './config-laboratory.ts';
import { serverSettings } from './config-server.ts';
import { qualityLimits } from './config-slide.ts';
import { checked } from './core/checked-yaml.ts';
import { classSet } from './core/class-set.ts';
import { PROVIDER_CHOICES } from './inference/engine.ts';

/** Every setting, its bounds and its default: the one place. Unknown keys are refused. */
export const configSchema = z.strictObject({
  site: topicSegment.default('site').describe('First part of the MQTT topics after hematovision/v1'),
  device: topicSegment
    .default(hostname().replace(/[^A-Za-z0-9_-]/g, '-') || 'device')
    .describe('Name of this instrument; second part of the MQTT topics'),
  dataDirectory: z.string().default('./data').describe('SQLite database and cell pictures'),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('What is written to the log (stderr): this and what is worse'),
  capture: z
    .strictObject({
      source: z
        .string()
        .default('simulator')
        .describe('simulator | file:PATH | v4l2:/dev/v4l/by-id/… | rtsp://… | http(s)://…'),
      sourceFile: z
        .string()
        .optional()
        .describe('File whose first line is the source, in its place: for an address that holds a password'),
      width: z.int().min(160).max(4096).default(960).describe('Pixels'),
      height: z.int().min(120).max(4096).default(720).describe('Pixels'),
      fps: z.number().min(1).max(120).default(30).describe('Pictures a second that are asked for'),
      stallMs: z
        .int()
        .min(250)
        .max(3000)
        .default(2500)
        .describe('No picture for so long: the source is restarted'),
      loopFiles: z.boolean().default(true).describe('Play a file again when it ends'),
      simulatorSeed: z.int().min(0).default(1).describe('Which slide the simulated microscope shows'),
    })
    .prefault({}),
  inference: z
    .strictObject({
      provider: z
        .enum(PROVIDER_CHOICES)
        .default('auto')
        .describe('auto: a GPU where it gives the right answers faster, else the CPU'),
      kserveUrl: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe('Inference server that speaks KServe v2 (Triton), for provider kserve'),
      threads: z.int().min(1).max(64).default(2).describe('Of one run on the CPU'),
      modelDirectory: z
        .string()
        .optional()
        .describe('Folder with manifest.json and its weights; without it, the shipped ones'),
      rejectBelow: z
        .number()
        .min(0)
        .max(1)
        .default(0.4)
        .describe(
          'A cell whose best class (neutrophils in sum, immature granulocytes in sum) is less probable stays unclassified until a person decides',
        ),
      knownBelow: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('So does what is less like any cell than this; without it, the threshold of the weights'),
      classSet: classSet
        .default('all')
        .describe('all | five-part (bands count as neutrophils) | a list of classes'),
    })
    .prefault({}),
  slide: z
    .strictObject({
      micronsPerPixel: z
        .number()
        .positive()
        .optional()
        .describe(
          'Scale of the camera pictures; without it, what `hematovision calibrate` kept, or the usual 0.075',
        ),
      quality: qualityLimits,
    })
    .prefault({}),
  recording: recordingSettings,
  keeping: keepingSettings,
  qualityControl: qualityControlSettings,
  server: serverSettings,
  lab: laboratorySettings,
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
  return checked(configSchema, value ?? {}, { where });
}
