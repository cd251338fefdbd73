import { messageOf } from './core/errors.ts';
import type { Log } from './core/log.ts';
import type { FrameGrab } from './frame-grab.ts';
import type { Models } from './inference/open-models.ts';
import type { Stages } from './pipeline.ts';
import type { LiveHub } from './server/live-hub.ts';
import type { SessionRecorder } from './session-recorder.ts';
import type { Telemetry } from './telemetry.ts';
import type { LiveVideo } from './video/live-video.ts';

export interface LiveStagesOptions {
  readonly micronsPerPixel: number;
  readonly models: Models;
  readonly recorder: SessionRecorder;
  readonly hub: LiveHub;
  readonly video: LiveVideo;
  readonly telemetry: Telemetry;
  readonly grab: FrameGrab;
  readonly log: Log;
}

/** The stages of the live instrument: real models, cells to the store, pictures to the viewers. */
export function liveStages({
  micronsPerPixel,
  models,
  recorder,
  hub,
  video,
  telemetry,
  grab,
  log,
}: LiveStagesOptions): Stages {
  return {
    slide: () => recorder.slide,
    detect: (frame) => telemetry.timed('detector', () => models.detector.detect(frame, { micronsPerPixel })),
    classify: (frame, boxes) => telemetry.timed('classifier', () => models.classifier.classify(frame, boxes)),
    record: (slide, field, changes) => recorder.record(slide, field, changes),
    show: async ({ field, overlay }) => {
      const { pose, quality, frame } = field;
      grab.offer(frame);
      const shown = { overlay: recorder.withDecisions(overlay), pose, quality, micronsPerPixel };
      await Promise.all([hub.show(frame, shown), video.show(frame, shown)]);
      telemetry.frameShown(frame);
      if (quality.verdict !== 'good') telemetry.frameRefused();
    },
    skipped: () => telemetry.lookSkipped(),
    failed: (frame, reason) =>
      log.error({ seq: frame.seq, reason: messageOf(reason) }, 'a frame could not be processed'),
  };
}
