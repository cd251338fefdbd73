import { setTimeout as sleep } from 'node:timers/promises';
import type { FrameSource } from '../../src/capture/source.ts';
import { captureChildren, openFileCount } from '../support/processes.ts';

/** A camera whose plug can be pulled. */
export interface Pluggable {
  readonly source: FrameSource;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

export interface ReplugReport {
  /** From the plug until the next picture, for each time. */
  readonly resumedMs: readonly number[];
  /** Capture processes that ran at one time, and that were left at the end. */
  readonly mostChildren: number;
  readonly leftChildren: number;
  /** Open files and pipes after the last time, beyond those after the first. */
  readonly moreHandles: number;
}

export interface ReplugOptions {
  readonly times: number;
  /** Unplugged for up to so long. */
  readonly mostAwayMs: number;
  readonly onReplug?: (time: number, resumedMs: number) => void;
}

const LOOK_MS = 25;
/** Far longer than any camera may take. */
const GIVE_UP_MS = 60_000;

/** Pulls the plug of a camera again and again while its pictures are taken. */
export async function replug(camera: Pluggable, options: ReplugOptions): Promise<ReplugReport> {
  const { times, mostAwayMs, onReplug } = options;
  const { source, unplug, plugIn } = camera;
  const stop = new AbortController();
  const consumed = consume(source, stop.signal);
  const resumedMs: number[] = [];
  let mostChildren = 0;
  let handles = 0;
  const until = async (isLive: boolean) => {
    const startedMs = performance.now();
    while ((source.status.state === 'live') !== isLive) {
      mostChildren = Math.max(mostChildren, captureChildren().length);
      if (performance.now() - startedMs > GIVE_UP_MS) throw new Error(`the camera is ${source.status.state}`);
      await sleep(LOOK_MS);
    }
    return performance.now() - startedMs;
  };
  try {
    await until(true);
    for (let time = 0; time < times; time += 1) {
      await unplug();
      await until(false);
      await sleep(Math.random() * mostAwayMs);
      await plugIn();
      resumedMs.push(await until(true));
      if (time === 0) handles = openFileCount();
      onReplug?.(time + 1, resumedMs.at(-1) ?? 0);
    }
    const moreHandles = openFileCount() - handles;
    stop.abort();
    await consumed;
    return { resumedMs, mostChildren, leftChildren: captureChildren().length, moreHandles };
  } finally {
    stop.abort();
    await consumed;
  }
}

async function consume(source: FrameSource, signal: AbortSignal): Promise<void> {
  for await (const frame of source.frames(signal)) frame.release();
}
