import type { ResultMessage } from '../core/wire/mqtt.ts';
import { fhirBundle } from '../lab/fhir-bundle.ts';
import { hl7Result } from '../lab/hl7-result.ts';
import type { DrawReport } from '../printed-report.ts';
import { reportCsv } from '../report/report-csv.ts';
import type { ReportAsked, ReportFile, Reports } from '../server/report-routes.ts';
import { isBlinded } from './reading.ts';
import type { ReviewParts } from './review-parts.ts';

/** Hands out signed reports in every form, all made from the one value that was signed. */
export class ReportDesk implements Reports {
  readonly #parts: ReviewParts;
  readonly #drawReport: DrawReport;

  constructor(parts: ReviewParts, drawReport: DrawReport) {
    this.#parts = parts;
    this.#drawReport = drawReport;
  }

  async report(
    session: string,
    version: number,
    { form, language }: ReportAsked,
  ): Promise<ReportFile | null> {
    const report = this.#parts.store.review.reports.get(session, version);
    // What was signed before says how the first reader named the cells.
    if (!report || isBlinded(this.#parts, session)) return null;
    const { session: of } = report.result;
    const file = await this.#file(report.result, { form, language });
    return { ...file, name: `${of.accession ?? of.id}-report-${version}.${file.extension}` };
  }

  async #file(result: ResultMessage, { form, language }: ReportAsked) {
    switch (form) {
      case 'pdf':
        return {
          contentType: 'application/pdf',
          extension: 'pdf',
          content: await this.#drawReport(result, language),
        };
      case 'csv':
        return {
          contentType: 'text/csv; charset=utf-8',
          extension: 'csv',
          content: reportCsv(result, language),
        };
      case 'fhir':
        return {
          contentType: 'application/fhir+json',
          extension: 'fhir.json',
          content: indented(fhirBundle(result)),
        };
      case 'hl7':
        return { contentType: 'x-application/hl7-v2+er7', extension: 'hl7', content: hl7Result(result) };
      case 'json':
        return { contentType: 'application/json', extension: 'json', content: indented(result) };
    }
  }
}

function indented(value: object): string {
  return JSON.stringify(value, null, 2);
}
