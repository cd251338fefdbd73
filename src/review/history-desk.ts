import type {
  DeleteSessionRequest,
  EarlierResults,
  SessionList,
  SessionQuery,
  StorageUse,
} from '../core/wire/review.ts';
import type { History } from '../server/history-routes.ts';
import type { SessionRecord } from '../store/records.ts';
import { archiveSession } from './archive-session.ts';
import { isBlinded } from './reading.ts';
import { judge, type ReviewParts } from './review-parts.ts';
import { earlierResults, type Judged, judgedFor, searchSessions } from './session-history.ts';
import { storageOf } from './storage-use.ts';
import { tarStream } from './tar.ts';

const MOST_KNOWN = 20_000;

/** Where people find, keep and delete what was counted. */
export class HistoryDesk implements History {
  readonly #parts: ReviewParts;
  readonly #dataDirectory: string;
  readonly #known = new Map<string, Judged & { readonly revision: number }>();

  constructor(parts: ReviewParts, dataDirectory: string) {
    this.#parts = parts;
    this.#dataDirectory = dataDirectory;
  }

  search(query: SessionQuery): Promise<SessionList> {
    return searchSessions(this.#parts, query, (session) => this.#judged(session));
  }

  earlier(session: string): EarlierResults | null {
    return this.#parts.store.session(session) && earlierResults(this.#parts, session);
  }

  storage(): Promise<StorageUse> {
    return storageOf(this.#parts.store, this.#dataDirectory);
  }

  archive(id: string): ReadableStream<Uint8Array> | null {
    const { store, now } = this.#parts;
    const session = store.session(id);
    if (!session || isBlinded(this.#parts, id)) return null;
    store.review.noteExport(id);
    return tarStream(archiveSession(store, session), now());
  }

  erase(session: string, request: DeleteSessionRequest): void {
    this.#parts.store.review.erase(session, request);
  }

  /** Judging takes a millisecond, and a search may come by thousands of sessions that never change again. */
  #judged(session: SessionRecord): Judged {
    if (isBlinded(this.#parts, session.id)) return judgedFor(this.#parts, session);
    const known = this.#known.get(session.id);
    if (known?.revision === session.revision) return known;
    const { n, flags } = judge(this.#parts, session);
    const judged = { revision: session.revision, n, flags };
    this.#known.set(session.id, judged);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    return judged;
  }
}
