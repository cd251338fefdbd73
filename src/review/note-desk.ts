import { currentActor } from '../core/acting-as.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Note, SessionEvent } from '../core/wire/review.ts';
import type { Notes } from '../server/note-routes.ts';
import { isBlinded } from './reading.ts';
import type { ReviewParts } from './review-parts.ts';
import type { SessionEvents } from './session-events.ts';

/** Where people who look at a session tell each other what they see; a second reader, while reading, hears nothing. */
export class NoteDesk implements Notes {
  readonly #parts: ReviewParts;
  readonly #events: SessionEvents;

  constructor(parts: ReviewParts, events: SessionEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  notes(session: string): readonly Note[] | null {
    const { store } = this.#parts;
    if (!store.session(session)) return null;
    const notes = store.review.notes.ofSession(session);
    return isBlinded(this.#parts, session) ? notes.filter(({ by }) => by === currentActor()) : notes;
  }

  addNote(session: string, note: { readonly cell: string | null; readonly text: string }): Note {
    const added = this.#parts.store.review.addNote(session, note);
    this.#events.tell(session, { name: 'note', data: added });
    return added;
  }

  point(session: string, cell: string): void {
    if (this.#parts.store.cell(cell)?.session !== session)
      throw new HematovisionError('cell-missing', `Session ${session} has no cell ${cell}`);
    this.#events.tell(session, { name: 'point', data: { cell, by: currentActor() } });
  }

  subscribe(session: string, listener: (event: SessionEvent) => void): () => void {
    // Whoever tells the event acts then; the listener is somebody else.
    const me = currentActor();
    return this.#events.subscribe(session, (event) => {
      if (event.name === 'revision' || !isBlinded(this.#parts, session, me)) listener(event);
    });
  }
}
