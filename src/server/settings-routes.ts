import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type AuditPage,
  auditPage,
  calibrateRequest,
  changeSettingsRequest,
  type MeasuredScale,
  measuredScale,
  replaceLaboratoryRequest,
  type SettingChanges,
  type SettingsView,
  settingsView,
} from '../core/wire/settings.ts';
import type { AuditTrail } from '../store/audit-trail.ts';
import type { AccessEnv } from './access/guard.ts';
import { json, refused, taking } from './route-parts.ts';

/** What an administrator may ask of the settings. */
export interface Settings {
  view(): SettingsView;
  change(changes: SettingChanges): SettingsView;
  replaceLaboratory(text: string): SettingsView;
  calibrate(spacingUm: number | null, keep: boolean): Promise<MeasuredScale>;
  restart(): void;
}

const MOST_ENTRIES = 200;

const routes = {
  view: createRoute({
    method: 'get',
    path: '/api/settings',
    summary: 'Settings in force and as written for the next start, cameras, and the file of the laboratory',
    responses: { 200: json(settingsView, 'Settings') },
  }),
  change: createRoute({
    method: 'patch',
    path: '/api/settings',
    summary: 'Writes settings into the configuration file; they take effect at the next start',
    request: taking(changeSettingsRequest),
    responses: { 200: json(settingsView, 'Settings'), 400: refused, 409: refused },
  }),
  replaceLaboratory: createRoute({
    method: 'put',
    path: '/api/settings/laboratory',
    summary: 'Replaces ranges, review rules and codes; they take effect at the next start',
    request: taking(replaceLaboratoryRequest),
    responses: { 200: json(settingsView, 'Settings'), 400: refused, 409: refused },
  }),
  calibrate: createRoute({
    method: 'post',
    path: '/api/settings/calibration',
    summary: "Measures the scale of the camera's picture, by lines or by red cells",
    request: taking(calibrateRequest),
    responses: { 200: json(measuredScale, 'Scale'), 400: refused, 409: refused },
  }),
  restart: createRoute({
    method: 'post',
    path: '/api/settings/restart',
    summary: 'Starts the instrument again, so that what was written takes effect; the running count goes on',
    responses: { 204: { description: 'It ends, and its service manager starts it again' }, 409: refused },
  }),
  audit: createRoute({
    method: 'get',
    path: '/api/audit',
    summary: 'Who did what when, newest first',
    request: {
      query: z.object({
        before: z.coerce.number().int().min(1).optional().describe('`next` of the page before'),
        limit: z.coerce.number().int().min(1).max(MOST_ENTRIES).default(50),
      }),
    },
    responses: { 200: json(auditPage, 'Entries') },
  }),
};

/** Settings and the audit trail, for administrators. */
export function addSettingsRoutes(
  app: OpenAPIHono<AccessEnv>,
  { settings, audit }: { readonly settings: Settings; readonly audit: AuditTrail },
): void {
  app.openapi(routes.view, (c) => c.json(settings.view(), 200));
  app.openapi(routes.change, (c) => c.json(settings.change(c.req.valid('json').changes), 200));
  app.openapi(routes.replaceLaboratory, (c) =>
    c.json(settings.replaceLaboratory(c.req.valid('json').text), 200),
  );
  app.openapi(routes.calibrate, async (c) => {
    const { spacingUm, keep } = c.req.valid('json');
    return c.json(await settings.calibrate(spacingUm, keep), 200);
  });
  app.openapi(routes.restart, (c) => {
    settings.restart();
    return c.body(null, 204);
  });
  app.openapi(routes.audit, (c) => {
    const { before, limit } = c.req.valid('query');
    return c.json(pageOf(audit, before, limit), 200);
  });
}

function pageOf(audit: AuditTrail, before: number | undefined, limit: number): AuditPage {
  const entries = audit.before(before ?? Number.MAX_SAFE_INTEGER, limit);
  const oldest = entries.at(-1)?.number ?? 1;
  return {
    entries: entries.map(({ hash: _, ...entry }) => ({ ...entry })),
    next: oldest > 1 ? oldest : null,
  };
}
