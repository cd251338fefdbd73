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
import { NotesApi } from '../notes/notes-api.ts';
import { type Answer, type Asked, request } from './request.ts';

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
    return this.#ask('GET', '', { schema: sessionDetail });
  }

  async cells(reading: GalleryReading): Promise<Answer<readonly ReviewCell[]>> {
    const schema = z.object({ cells: z.array(reviewCell).readonly() });
    const answer = await this.#ask('GET', `/cells?reading=${reading}`, { schema });
    return answer.ok ? { ok: true, value: answer.value.cells } : answer;
  }

  decide(request: DecideRequest): Promise<Answer<Decided>> {
    return this.#ask('POST', '/decisions', { body: request, schema: decided });
  }

  openSecondReading(): Promise<Answer<unknown>> {
    return this.#ask('POST', '/second-reading', { schema: z.unknown() });
  }

  closeSecondReading(): Promise<Answer<unknown>> {
    return this.#ask('POST', '/second-reading/close', { schema: z.unknown() });
  }

  agreement(): Promise<Answer<Agreement>> {
    return this.#ask('GET', '/agreement', { schema: agreement });
  }

  sign(revision: number, comment: string): Promise<Answer<unknown>> {
    return this.#ask('POST', '/sign', { body: { revision, comment }, schema: z.unknown() });
  }

  amend(reason: string): Promise<Answer<unknown>> {
    return this.#ask('POST', '/amend', { body: { reason }, schema: z.unknown() });
  }

  cell(id: string, reading: GalleryReading, signal: AbortSignal): Promise<Answer<CellDetail>> {
    const url = this.#cellUrl(id, `?reading=${reading}`);
    return request('GET', url, { schema: cellDetail, signal });
  }

  fieldUrl(id: string): string {
    return this.#cellUrl(id, '/field.jpg').href;
  }

  reportUrl(version: number, format: ReportFormat): string {
    return this.url(`/reports/${version}/${format}`).href;
  }

  #ask<T>(method: 'GET' | 'POST', path: string, asked: Asked<T>): Promise<Answer<T>> {
    return request(method, this.url(path), asked);
  }

  #cellUrl(id: string, path: string): URL {
    return new URL(`api/cells/${encodeURIComponent(id)}${path}`, this.#baseUrl);
  }
}

export const REPORT_FORMATS = ['pdf', 'csv', 'fhir', 'hl7', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
