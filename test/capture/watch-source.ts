import type { FrameSource } from '../../src/capture/source.ts';
import type { Frame } from '../../src/core/types.ts';
import { captureChildren } from '../support/processes.ts';

/** A consumer in the background: takes and releases frames and looks at the children of the source. */
export function watchSource(source: FrameSource, look: (frame: Frame) => void = () => undefined) {
  const abort = new AbortController();
  const seen = { frames: 0, mostChildren: 0, lastSeq: -1 };
  const count = (): void => {
    seen.mostChildren = Math.max(seen.mostChildren, captureChildren().length);
  };
  const timer = setInterval(count, 20);
  const done = (async () => {
    for await (const frame of source.frames(abort.signal)) {
      try {
        if (frame.seq <= seen.lastSeq) throw new Error(`Frame ${frame.seq} came after frame ${seen.lastSeq}`);
        look(frame);
        seen.lastSeq = frame.seq;
        seen.frames += 1;
      } finally {
        frame.release();
      }
    }
  })();
  done.catch(() => undefined);
  return {
    source,
    get frames() {
      return seen.frames;
    },
    /** The highest number of capture processes that ran at one time. */
    get mostChildren() {
      return seen.mostChildren;
    },
    /** Aborts and waits for the end; throws what `look` threw, and when a process is left. */
    async stop(): Promise<void> {
      abort.abort();
      clearInterval(timer);
      await done;
      const left = captureChildren();
      if (left.length > 0) throw new Error(`Processes ${left.join(', ')} were left behind`);
    },
  };
}
