import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { LANGUAGE_CODES, type LanguageCode } from '../core/languages.ts';
import { problem } from '../core/wire/live.ts';
import { type ReportForm, reportForm } from '../core/wire/review.ts';
import type { AccessEnv } from './access/guard.ts';
import { nothingAt } from './problems.ts';
import { byId, json } from './route-parts.ts';

/** A document to be saved. */
export interface ReportFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array | string;
}

/** A form of a report, in the language in which it is asked for. */
export interface ReportAsked {
  readonly form: ReportForm;
  /** Of PDF and CSV; the others are read by machines. */
  readonly language?: LanguageCode | undefined;
}

/** What was signed, in all its forms. */
export interface Reports {
  /** Null: there is no such report. */
  report(session: string, version: number, asked: ReportAsked): Promise<ReportFile | null>;
}

const binary = z.string().meta({ format: 'binary' });

const report = createRoute({
  method: 'get',
  path: '/api/sessions/{id}/reports/{version}/{form}',
  summary:
    'A signed report: PDF, CSV, FHIR R4 bundle, HL7 v2.5.1 ORU^R01 or JSON, all from the one value that was signed',
  request: {
    params: byId.params.extend({ version: z.coerce.number().int().min(1), form: reportForm }),
    query: z.object({
      language: z
        .enum(LANGUAGE_CODES)
        .optional()
        .describe(
          'Of PDF and CSV; without it, the PDF is in the language of the setting, the CSV in English',
        ),
    }),
  },
  responses: {
    200: {
      content: {
        'application/pdf': { schema: binary },
        'text/csv': { schema: z.string() },
        'application/fhir+json': { schema: z.string() },
        'x-application/hl7-v2+er7': { schema: z.string() },
        'application/json': { schema: z.string() },
      },
      description: 'To be saved',
    },
    404: json(problem, 'No such report'),
  },
});

/** Signed reports as files. */
export function addReportRoutes(app: OpenAPIHono<AccessEnv>, reports: Reports): void {
  app.openapi(report, async (c) => {
    const { id, version, form } = c.req.valid('param');
    const { language } = c.req.valid('query');
    const file = await reports.report(id, version, { form, language });
    if (!file) return c.json(nothingAt(c.req.path), 404);
    const { content, contentType, name } = file;
    return new Response(typeof content === 'string' ? content : new Uint8Array(content), {
      headers: { 'content-type': contentType, 'content-disposition': `attachment; filename="${name}"` },
    });
  });
}
