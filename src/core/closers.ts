/**
 * What was opened, closed in reverse. Opening code pushes a closer the moment a part is open, so a start
 * that fails half way and a shutdown take the same path. A closer that throws does not stop the others.
 */
export class Closers {
  readonly #closers: { readonly name: string; readonly close: () => void | Promise<void> }[] = [];

  add(name: string, close: () => void | Promise<void>): void {
    this.#closers.push({ name, close });
  }

  /** Closes everything, newest first; returns the failures with the names of their parts. */
  async closeAll(): Promise<readonly { readonly name: string; readonly reason: unknown }[]> {
    const failures: { name: string; reason: unknown }[] = [];
    for (let closer = this.#closers.pop(); closer; closer = this.#closers.pop()) {
      try {
        await closer.close();
      } catch (reason) {
        failures.push({ name: closer.name, reason });
      }
    }
    return failures;
  }
}
