import { msg, str } from '@lit/localize';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Note } from '../../core/wire/review.ts';
import { whoWords } from '../notes/who.ts';
import type { Pointed } from './review-controller.ts';

const POINTED_MS = 6000;
const NEWS_MS = 12_000;

/** What somebody else just did. */
export interface News {
  readonly words: string;
  readonly cell: string | null;
}

/** What draws the eye for a while: news, and the cells that others point at. */
export class Attention implements ReactiveController {
  news: News | null = null;
  pointed: ReadonlySet<string> = new Set();

  readonly #host: ReactiveControllerHost;
  readonly #me: () => string;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(host: ReactiveControllerHost, me: () => string) {
    this.#host = host;
    this.#me = me;
    host.addController(this);
  }

  hostDisconnected(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  tellNote({ by, text, cell }: Note): void {
    if (by !== this.#me()) this.tell({ words: `${whoWords(by)}: ${text}`, cell });
  }

  tellPointed({ cell, by }: Pointed): void {
    if (by === this.#me()) return;
    this.pointed = new Set([...this.pointed, cell]);
    this.#after(POINTED_MS, () => {
      this.pointed = new Set([...this.pointed].filter((id) => id !== cell));
    });
    this.tell({ words: msg(str`${whoWords(by)} points at a cell`), cell });
  }

  tell(news: News): void {
    this.news = news;
    this.#host.requestUpdate();
    this.#after(NEWS_MS, () => {
      if (this.news === news) this.news = null;
    });
  }

  #after(delayMs: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
      this.#host.requestUpdate();
    }, delayMs);
    this.#timers.add(timer);
  }
}
