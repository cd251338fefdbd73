const KEPT_LINES = 8;
const LONGEST_LINE = 300;

/** The last lines of a text stream: what a program said before it ended. Bounded however much it prints. */
export class LastLines {
  readonly #lines: string[] = [];
  #unfinished = '';

  push(text: string): void {
    const lines = (this.#unfinished + text).split(/[\r\n]+/);
    this.#unfinished = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) if (line.trim()) this.#lines.push(line.trim().slice(0, LONGEST_LINE));
    this.#lines.splice(0, this.#lines.length - KEPT_LINES);
  }

  /** Oldest first, joined by line breaks; empty when nothing was printed. */
  get text(): string {
    return [...this.#lines, this.#unfinished.trim()].filter(Boolean).slice(-KEPT_LINES).join('\n');
  }
}
