import type { DrawReport } from '../printed-report.ts';
import type { History } from '../server/history-routes.ts';
import type { Notes } from '../server/note-routes.ts';
import type { Reports } from '../server/report-routes.ts';
import type { Reviews } from '../server/review-routes.ts';
import { HistoryDesk } from './history-desk.ts';
import { NoteDesk } from './note-desk.ts';
import { ReportDesk } from './report-desk.ts';
import { ReviewDesk, type ReviewDeskOptions } from './review-desk.ts';

export interface ReviewDesksOptions extends ReviewDeskOptions {
  readonly dataDirectory: string;
  readonly drawReport: DrawReport;
}

/** Everything people do with counted sessions, as the HTTP API asks for it. */
export function reviewDesks({ dataDirectory, drawReport, ...options }: ReviewDesksOptions): {
  readonly reviews: Reviews;
  readonly history: History;
  readonly notes: Notes;
  readonly reports: Reports;
} {
  return {
    reviews: new ReviewDesk(options),
    history: new HistoryDesk(options, dataDirectory),
    notes: new NoteDesk(options, options.events),
    reports: new ReportDesk(options, drawReport),
  };
}
