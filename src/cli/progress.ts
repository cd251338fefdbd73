export interface Progress {
  /** `done` of the total, and a few words. */
  at(done: number, words?: string): void;
  /** Clears the line. */
  done(): void;
}

const REDRAW_MS = 100;

/** A progress line on stderr; silent when that is no terminal, so that logs and pipes stay clean. */
export function showProgress(verb: string, total: number | null): Progress {
  if (!process.stderr.isTTY) return { at: () => undefined, done: () => undefined };
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  return {
    at: (done, words = '') => {
      const nowMs = performance.now();
      if (nowMs - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = nowMs;
      const share = total ? `${done}/${total} (${Math.floor((100 * done) / total)} %)` : String(done);
      process.stderr.write(`\r\u001b[K${verb} ${share} ${words}`);
    },
    done: () => process.stderr.write('\r\u001b[K'),
  };
}
