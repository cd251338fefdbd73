import type { SessionEvent } from '../core/wire/review.ts';

export type SessionListener = (event: SessionEvent) => void;

/** Who looks at which session, and hears at once what becomes of it. */
export class SessionEvents {
  readonly #listeners = new Map<string, Set<SessionListener>>();

  /** Returns what ends it. */
  subscribe(session: string, listener: SessionListener): () => void {
    const listeners = this.#listeners.get(session) ?? new Set();
    this.#listeners.set(session, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(session);
    };
  }

  tell(session: string, event: SessionEvent): void {
    for (const listener of this.#listeners.get(session) ?? []) listener(event);
  }
}
