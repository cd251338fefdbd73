import { hostname } from 'node:os';
import { Document, isMap, isScalar } from 'yaml';
import { z } from 'zod';
import { CELL_CLASSES } from './core/cells.ts';
import { checked, readYaml } from './core/checked-yaml.ts';
import { NAMED_CLASS_SETS } from './core/class-set.ts';
import { DEFAULT_GATE_LIMITS } from './slide/gate-limits.ts';

const topicSegment = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only: it becomes part of MQTT topics');

const share = z.number().min(0).max(1);
const factor = z.number().min(1).max(10);
const gate = DEFAULT_GATE_LIMITS;

/** Where a field stops being good enough to count from. */
const qualityLimits = z
  .strictObject({
    reference: z
      .union([
        z.literal('auto'),
        z.strictObject({
          ground: z.number().min(1).max(255),
          clippedShare: share,
          stain: z.strictObject({ red: z.number(), blue: z.number(), contrast: z.number().positive() }),
        }),
      ])
      .default(gate.reference)
      .describe('How good fields look: auto learns it from the first good second of each slide'),
    darkest: z.number().min(0).max(255).default(gate.darkest).describe('Mean luminance, 0 to 255'),
    brightest: z.number().min(0).max(255).default(gate.brightest).describe('Mean luminance, 0 to 255'),
    mostExposureChange: factor
      .default(gate.mostExposureChange)
      .describe('Factor by which the unstained ground may be lighter or darker than the reference'),
    mostClipped: share
      .default(gate.mostClipped)
      .describe('Part of the pixels that may be clipped beyond those of the reference'),
    mostHueShift: z
      .number()
      .min(0)
      .max(90)
      .default(gate.mostHueShift)
      .describe('Degrees between the stain of the field and of the reference'),
    mostContrastChange: factor
      .default(gate.mostContrastChange)
      .describe('Factor by which the stain may be stronger or weaker than the reference'),
    leastEdges: share.default(gate.leastEdges).describe('Part of the picture that must show edges'),
    speedShare: share
      .default(gate.speedShare)
      .describe('Part of the width the stage may move from one picture to the next'),
    leastFocus: share.default(gate.leastFocus).describe('Part of the sharpness of the sharpest fields'),
    leastIsotropy: share
      .default(gate.leastIsotropy)
      .describe('An unsharp picture less even than this was moved, not out of focus'),
    mostOverlap: share.default(gate.mostOverlap).describe('Part of the red cells that may lie over others'),
    mostCovered: share.default(gate.mostCovered).describe('Part of the picture that red cells may cover'),
    leastCovered: share.default(gate.leastCovered).describe('Part of the picture that red cells must cover'),
  })
  .prefault({});

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
      knownBelow: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('So does what is less like any cell than this; without it, the threshold of the weights'),
      classSet: z
        .union([z.enum(NAMED_CLASS_SETS), z.array(z.enum(CELL_CLASSES)).min(2)])
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
  recording: z
    .strictObject({
      enabled: z
        .boolean()
        .default(false)
        .describe('Record video and counted cells in dataDirectory/recordings'),
      mostGigabytes: z
        .number()
        .min(0.1)
        .default(20)
        .describe('Of all recordings together; the oldest minutes are cleared away for new ones'),
    })
    .prefault({}),
  server: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65535).default(8080),
      jpegQuality: z.int().min(30).max(100).default(80),
      demo: z
        .boolean()
        .default(false)
        .describe('Sign in by itself whoever sits at this machine; only where host is a loopback address'),
      idleMinutes: z
        .int()
        .min(5)
        .max(1440)
        .default(60)
        .describe('Nobody did anything for so long: signed out'),
      signedInHours: z.int().min(1).max(168).default(12).describe('Signed out so long after signing in'),
      tls: z
        .strictObject({
          mode: z
            .enum(['off', 'self-signed', 'files'])
            .optional()
            .describe('Without it: off on a loopback address, self-signed on any other'),
          certFile: z.string().optional().describe('PEM; a new file is taken into use without a restart'),
          keyFile: z.string().optional(),
        })
        .refine(({ mode, certFile, keyFile }) => mode !== 'files' || (certFile && keyFile), {
          message: 'mode files needs certFile and keyFile',
        })
        .prefault({}),
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
      passwordFile: z
        .string()
        .optional()
        .describe('File whose first line is the password of the broker, instead of password'),
      rulesFile: z
        .string()
        .optional()
        .describe('Reference ranges, review rules and codes; without it, the shipped deploy/laboratory.yaml'),
    })
    .refine(({ password, passwordFile }) => password === undefined || passwordFile === undefined, {
      message: 'give password or passwordFile, not both',
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
  return checked(configSchema, value ?? {}, { where });
}

/** Reads and parses a YAML configuration file. */
export function readConfig(path: string): Config {
  return parseConfig(readYaml(path, 'Configuration file'), path);
}
