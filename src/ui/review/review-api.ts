import { z } from 'zod';
import {
  type Agreement,
  agreement,
  type CellDetail,
  cellDetail,
  type DecideRequest,
  decided,
  type ReviewCell,
  reviewCell,
  type SessionDetail,
  sessionDetail,
} from '../../core/wire/review.ts';
import { type ReaderCount, readerCounts } from '../../core/wire/tally.ts';
import { type Answer, ask } from '../api/ask.ts';
import { language } from '../locale/language.ts';
import { NotesApi } from '../notes/notes-api.ts';

/** A session of many cells takes a while. */
const TIMEOUT_MS = 30_000;

export type Decided = z.infer<typeof decided>;
/** Of whom the picture of the classes is: a second reader's is told apart. */
export type GalleryReading = 'first' | 'second';

/** What the review page asks of the instrument about one session. Faults come back as a problem to show, never thrown. */
export class ReviewApi extends NotesApi {
  readonly #baseUrl: string;

  constructor(baseUrl: string, session: string) {
    super(baseUrl, session);
    this.#baseUrl = baseUrl;
  }

  detail(): Promise<Answer<SessionDetail>> {
    return ask(this.url(''), { schema: sessionDetail, timeoutMs: TIMEOUT_MS });
  }

  async cells(reading: GalleryReading): Promise<Answer<readonly ReviewCell[]>> {
    const schema = z.object({ cells: z.array(reviewCell).readonly() });
    const answer = await ask(this.url(`/cells?reading=${reading}`), { schema, timeoutMs: TIMEOUT_MS });
    return answer.ok ? { ok: true, value: answer.value.cells } : answer;
  }

  decide(request: DecideRequest): Promise<Answer<Decided>> {
    return this.#post('/decisions', decided, request);
  }

  openSecondReading(): Promise<Answer<unknown>> {
    return this.#post('/second-reading', z.unknown());
  }

  closeSecondReading(): Promise<Answer<unknown>> {
    return this.#post('/second-reading/close', z.unknown());
  }

  agreement(): Promise<Answer<Agreement>> {
    return ask(this.url('/agreement'), { schema: agreement, timeoutMs: TIMEOUT_MS });
  }

  async readerCounts(): Promise<Answer<readonly ReaderCount[]>> {
    const answer = await ask(this.url('/reader-counts'), { schema: readerCounts });
    return answer.ok ? { ok: true, value: answer.value.counts } : answer;
  }

  sign(revision: number, comment: string): Promise<Answer<unknown>> {
    return this.#post('/sign', z.unknown(), { revision, comment });
  }

  amend(reason: string): Promise<Answer<unknown>> {
    return this.#post('/amend', z.unknown(), { reason });
  }

  cell(id: string, reading: GalleryReading, signal: AbortSignal): Promise<Answer<CellDetail>> {
    const url = this.#cellUrl(id, `?reading=${reading}`);
    return ask(url, { schema: cellDetail, signal });
  }

  fieldUrl(id: string): string {
    return this.#cellUrl(id, '/field.jpg').href;
  }

  reportUrl(version: number, format: ReportFormat): string {
    const url = this.url(`/reports/${version}/${format}`);
    url.searchParams.set('language', language());
    return url.href;
  }

  #post<T>(path: string, schema: z.ZodType<T>, body: object = {}): Promise<Answer<T>> {
    return ask(this.url(path), { method: 'POST', body, schema, timeoutMs: TIMEOUT_MS });
  }

  #cellUrl(id: string, path: string): URL {
    return new URL(`api/cells/${encodeURIComponent(id)}${path}`, this.#baseUrl);
  }
}

export const REPORT_FORMATS = ['pdf', 'csv', 'fhir', 'hl7', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
