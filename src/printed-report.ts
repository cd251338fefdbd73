import type { LanguageCode } from './core/languages.ts';
import type { ResultMessage } from './core/wire/mqtt.ts';
import type { ReportCell } from './report/report-facts.ts';
import { countsAs } from './store/decision-table.ts';
import type { Store } from './store/store.ts';

export interface PrintedReportOptions {
  readonly store: Store;
  /** Name of the laboratory. */
  readonly laboratory: string | null;
  /** Where nobody asks for another; English by default. */
  readonly language?: LanguageCode;
}

/** A signed result on paper, as a PDF. */
export type DrawReport = (result: ResultMessage, language?: LanguageCode) => Promise<Uint8Array>;

/** Draws signed results on paper, each with the pictures of its cells as they were named when it was signed. */
export function printedReport({ store, laboratory, language = 'en' }: PrintedReportOptions): DrawReport {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return async (result, asked = language) => {
    // Not before the first report: what it needs takes 15 MiB and a third of a second.
    const { reportPdf } = await import('./report/report-pdf.ts');
    return reportPdf({ result, laboratory, timeZone, language: asked, cells: cellsOf(store, result) });
  };
}

function cellsOf(store: Store, { id, session }: ResultMessage): readonly ReportCell[] {
  const { version } = store.review.reports.heads(session.id).find((head) => head.id === id) ?? {};
  const report = version === undefined ? null : store.review.reports.get(session.id, version);
  const decided = store.readings.decisions.latest(session.id, report?.lastDecision);
  return store.cells(session.id, { limit: Number.MAX_SAFE_INTEGER }).flatMap((cell) => {
    const name = countsAs(cell, decided);
    // Platelets are not reported, and of some cells no picture was kept.
    const jpeg = name === 'platelet' ? null : store.crop(cell.id);
    if (jpeg === null || cell.crop === null) return [];
    const confirmed = decided.adjudication.has(cell.id) || decided.first.has(cell.id);
    return [{ class: name, jpeg, cropUm: cell.crop.sideUm, confirmed }];
  });
}
