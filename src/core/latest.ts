/**
 * A mailbox that holds one value: the newest wins, and what it displaced is handed to `onDrop`.
 * One producer, one consumer. `for await` takes values until `close()` or the signal ends it.
 */
export class Latest<T> implements AsyncIterable<T> {
  #value: { readonly value: T } | undefined;
  #wake: (() => void) | undefined;
  #closed = false;
  #failure: unknown;
  readonly #onDrop: (value: T) => void;

  constructor(onDrop: (value: T) => void) {
    this.#onDrop = onDrop;
  }

  put(value: T): void {
    if (this.#closed) {
      this.#onDrop(value);
      return;
    }
    if (this.#value) this.#onDrop(this.#value.value);
    this.#value = { value };
    this.#wake?.();
  }

  /** Ends the iteration after the value that still waits; with a reason, the iteration throws it. */
  close(failure?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = failure;
    this.#wake?.();
  }

  /** True while a value waits that nobody has taken. */
  get full(): boolean {
    return this.#value !== undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        if (this.#value) {
          const { value } = this.#value;
          this.#value = undefined;
          yield value;
          continue;
        }
        if (this.#closed) {
          if (this.#failure !== undefined) throw this.#failure;
          return;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = undefined;
      }
    } finally {
      this.#closed = true;
      if (this.#value) this.#onDrop(this.#value.value);
      this.#value = undefined;
    }
  }
}
