import { z } from 'zod';
import { type Note, note } from '../../core/wire/review.ts';
import { type Answer, ask } from '../api/ask.ts';

/** The notes of one session, and the pointing at its cells. Faults come back as a problem to show, never thrown. */
export class NotesApi {
  readonly #baseUrl: string;
  readonly #session: string;

  constructor(baseUrl: string, session: string) {
    this.#baseUrl = baseUrl;
    this.#session = session;
  }

  async notes(): Promise<Answer<readonly Note[]>> {
    const schema = z.object({ notes: z.array(note).readonly() });
    const answer = await ask(this.url('/notes'), { schema });
    return answer.ok ? { ok: true, value: answer.value.notes } : answer;
  }

  addNote(text: string, cell: string | null): Promise<Answer<Note>> {
    return ask(this.url('/notes'), { method: 'POST', body: { text, cell }, schema: note });
  }

  point(cell: string): Promise<Answer<unknown>> {
    return ask(this.url('/point'), { method: 'POST', body: { cell }, schema: z.unknown() });
  }

  cropUrl(id: string): string {
    return new URL(`api/cells/${encodeURIComponent(id)}/crop.jpg`, this.#baseUrl).href;
  }

  get eventsUrl(): string {
    return this.url('/events').href;
  }

  /** An address below this session's. */
  url(path: string): URL {
    return new URL(`api/sessions/${encodeURIComponent(this.#session)}${path}`, this.#baseUrl);
  }
}
