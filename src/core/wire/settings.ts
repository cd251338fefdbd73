import { z } from 'zod';

/** What an administrator sees and changes in the dashboard. Everything written takes effect at the next start. */

/** The settings that can be changed there, by their place in the configuration file. */
export const EDITABLE_SETTINGS = [
  'capture.source',
  'capture.width',
  'capture.height',
  'capture.fps',
  'slide.micronsPerPixel',
  'inference.rejectBelow',
  'inference.classSet',
  'slide.quality.leastFocus',
  'slide.quality.speedShare',
  'slide.quality.darkest',
  'slide.quality.brightest',
  'slide.quality.mostClipped',
  'slide.quality.mostHueShift',
  'slide.quality.leastCovered',
  'slide.quality.mostCovered',
  'slide.quality.mostOverlap',
  'server.idleMinutes',
] as const;
export const settingName = z.enum(EDITABLE_SETTINGS);
export type SettingName = z.infer<typeof settingName>;

/** Null: not set. A list stands for classes. */
export const settingValue = z.union([z.string(), z.number(), z.array(z.string()).readonly(), z.null()]);
export type SettingValue = z.infer<typeof settingValue>;

export const setting = z.object({
  name: settingName,
  takes: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('number'), least: z.number().nullable(), most: z.number().nullable() }),
    z.object({ kind: z.literal('choice'), of: z.array(z.string()).readonly() }),
    z.object({ kind: z.literal('text') }),
  ]),
  inForce: settingValue,
  /** What the file says now; it differs from what is in force until the next start. */
  written: settingValue,
});
export type Setting = z.infer<typeof setting>;

export const settingsView = z.object({
  settings: z.array(setting).readonly(),
  file: z
    .object({ path: z.string(), mayWrite: z.boolean() })
    .nullable()
    .describe('The configuration file the instrument was started with; null: none'),
  mayRestart: z
    .boolean()
    .describe('Whether it starts again by itself when asked to; elsewhere, at its console'),
  cameras: z.array(z.string()).readonly().describe('Sources that are plugged in now'),
  laboratory: z.object({
    path: z.string(),
    mayWrite: z.boolean().describe('Only a file of the laboratory, named by lab.rulesFile, can be replaced'),
    text: z.string().describe('YAML: ranges, review rules, codes'),
  }),
});
export type SettingsView = z.infer<typeof settingsView>;

/** Body of PATCH /api/settings. */
export const changeSettingsRequest = z.strictObject({ changes: z.partialRecord(settingName, settingValue) });
export type SettingChanges = z.infer<typeof changeSettingsRequest>['changes'];

/** Body of PUT /api/settings/laboratory. */
export const replaceLaboratoryRequest = z.strictObject({ text: z.string().max(500_000) });

/** Body of POST /api/settings/calibration. */
export const calibrateRequest = z.strictObject({
  spacingUm: z
    .number()
    .positive()
    .max(10_000)
    .nullable()
    .describe('From line to line of a stage micrometer in view; null: measure the red cells of a smear'),
  keep: z.boolean().default(false).describe('Keep it in the data folder for the next start'),
});

export const measuredScale = z.object({
  micronsPerPixel: z.number(),
  source: z.enum(['calibration', 'red-cells']),
  /** Lines, or red cells, it rests on. */
  seen: z.int(),
  kept: z.boolean(),
});
export type MeasuredScale = z.infer<typeof measuredScale>;

export const auditEntry = z.object({
  number: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  session: z.string().nullable(),
  what: z.string(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditLine = z.infer<typeof auditEntry>;

/** Answer of GET /api/audit; newest first. */
export const auditPage = z.object({
  entries: z.array(auditEntry).readonly(),
  next: z.int().nullable().describe('`before` of the next page; null: there is none'),
});
export type AuditPage = z.infer<typeof auditPage>;
