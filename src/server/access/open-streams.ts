const REVIEW_INTERVAL_MS = 1000;

interface Stream {
  readonly isAdmitted: () => boolean;
  readonly end: () => void;
}

/**
 * The live connections that were let in, each asked again every second and whenever something changed whether
 * it still may stay: sign-ins run out, and the console may change an account from another process.
 */
export class OpenStreams {
  readonly #streams = new Set<Stream>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.review(), REVIEW_INTERVAL_MS);
    this.#timer.unref();
  }

  /** Watches over a stream: `end` is called once, when it may stay no longer. Returns what takes it off the list. */
  add(isAdmitted: () => boolean, end: () => void): () => void {
    const stream = { isAdmitted, end };
    this.#streams.add(stream);
    return () => this.#streams.delete(stream);
  }

  /** Ends what may stay no longer, now. */
  review(): void {
    for (const stream of [...this.#streams]) {
      if (isAdmitted(stream)) continue;
      this.#streams.delete(stream);
      stream.end();
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#streams.clear();
  }
}

/** While the store cannot be asked, nobody may stay; pages come back by themselves. */
function isAdmitted(stream: Stream): boolean {
  try {
    return stream.isAdmitted();
  } catch {
    return false;
  }
}
