import type { FrameSource } from '../capture/source.ts';
import type { Config } from '../config.ts';
import type { Cell, FieldVerdict, Frame } from '../core/types.ts';
import type { FieldSummary } from '../core/wire/live.ts';
import type { Models } from '../inference/open-models.ts';
import { runPipeline, type Stages } from '../pipeline.ts';
import { USUAL_MICRONS_PER_PIXEL } from '../scale.ts';
import { encodeJpeg } from '../server/jpeg.ts';
import { Slide } from '../slide/slide.ts';
import { showProgress } from './progress.ts';

export interface SlideScanOptions {
  readonly source: FrameSource;
  /** Size of the pictures, and how many there are, if that is known. */
  readonly video: { readonly width: number; readonly height: number; readonly frames?: number };
  readonly config: Config;
  readonly models: Models;
  /** As a live instrument: pictures come when they come and are encoded for a viewer; the detector skips. */
  readonly realtime: boolean;
}

/** What was counted on one slide. */
export interface SlideScan {
  readonly cells: readonly Cell[];
  /** Counted apart: their place on the slide is not known. */
  readonly provisional: readonly Cell[];
  readonly frames: number;
  /** Frames by verdict; only good ones are counted from. */
  readonly verdicts: Readonly<Partial<Record<FieldVerdict, number>>>;
  /** Frames the detector looked at, and those it would have, had it not been busy. */
  readonly looks: number;
  readonly skippedLooks: number;
  /** What the fields were worth, by the reason for which they were refused. */
  readonly fields: FieldSummary;
  /** Seen in focus, wherever the stage went. */
  readonly coverage: { readonly areaMm2: number; readonly gaps: number };
  readonly times: ScanTimes;
}

export interface ScanTimes {
  readonly elapsedMs: number;
  /** Of `elapsedMs`, with a model at work. */
  readonly modelMs: number;
  /** From capture to the picture with its overlay, for each frame, in order. */
  readonly shownMs: readonly number[];
  /** From capture until what the detector saw was taken in, for each look, in order. */
  readonly lookedMs: readonly number[];
}

/** Counts the cells of a slide from a source of its pictures, each once: the live pipeline without the daemon. */
export async function scanSlide(options: SlideScanOptions): Promise<SlideScan> {
  const { source, video, config, models, realtime } = options;
  const counted = new Map<string, Cell>();
  const apart = new Map<string, Cell>();
  const verdicts: Partial<Record<FieldVerdict, number>> = {};
  const [shownMs, lookedMs]: [number[], number[]] = [[], []];
  let [looks, skippedLooks, modelMs] = [0, 0, 0];
  let fault: { readonly reason: unknown } | null = null;
  const slide = newSlide(options);
  const stop = new AbortController();
  const progress = showProgress('scanning', video.frames ?? null);
  const timed = async <T>(call: () => Promise<T>): Promise<T> => {
    const startedMs = performance.now();
    const result = await call();
    modelMs += performance.now() - startedMs;
    return result;
  };
  const { micronsPerPixel = USUAL_MICRONS_PER_PIXEL } = config.slide;
  const stages: Stages = {
    slide: () => slide,
    detect: (frame) => {
      looks++;
      return timed(() => models.detector.detect(frame, { micronsPerPixel }));
    },
    classify: (frame, boxes) => timed(() => models.classifier.classify(frame, boxes)),
    record: async (_slide, { frame }, changes) => {
      for (const { cell, standing } of changes) {
        apart.delete(cell.id);
        if (standing === 'counted') counted.set(cell.id, cell);
        if (standing === 'provisional') apart.set(cell.id, cell);
      }
      lookedMs.push(ageMs(frame));
    },
    show: async ({ field }) => {
      const { frame, quality } = field;
      verdicts[quality.verdict] = (verdicts[quality.verdict] ?? 0) + 1;
      if (realtime) await encodeJpeg(frame, config.server.jpegQuality);
      shownMs.push(ageMs(frame));
      progress.at(shownMs.length, `${counted.size} cells`);
    },
    skipped: () => {
      skippedLooks++;
    },
    failed: (_frame, reason) => {
      fault ??= { reason };
      stop.abort();
    },
  };
  const startedMs = performance.now();
  try {
    await runPipeline(source.frames(stop.signal), stages, realtime ? 'free' : 'every');
  } finally {
    progress.done();
  }
  const failure = fault as { readonly reason: unknown } | null;
  if (failure !== null) throw failure.reason;
  return {
    cells: [...counted.values()],
    provisional: [...apart.values()],
    frames: shownMs.length,
    verdicts,
    looks,
    skippedLooks,
    fields: slide.fields.summary,
    coverage: { areaMm2: slide.map.areaMm2, gaps: slide.map.state('').gapCount },
    times: { elapsedMs: performance.now() - startedMs, modelMs, shownMs, lookedMs },
  };
}

/** Ids count on from 1, so that a scan of the same pictures gives the same report. */
function newSlide({ video, config, models }: SlideScanOptions): Slide {
  const { width, height } = video;
  const { micronsPerPixel = USUAL_MICRONS_PER_PIXEL } = config.slide;
  const [, { sha256: modelSha256, headSha256 }] = models.models;
  let ids = 0;
  return new Slide({
    width,
    height,
    micronsPerPixel,
    rule: models.rule,
    modelSha256,
    headSha256,
    newId: () => String(++ids),
    gateLimits: config.slide.quality,
  });
}

function ageMs({ capturedAtNs }: Frame): number {
  return Number(process.hrtime.bigint() - capturedAtNs) / 1e6;
}
