import { setInterval } from 'node:timers';
import { onTestFinished } from 'vitest';
import type { PictureContent } from '../../src/core/wire/live.ts';
import { encodeJpeg } from '../../src/server/jpeg.ts';
import { LiveVideo, type LiveVideoOptions } from '../../src/video/live-video.ts';
import { greyFrame } from '../server/serve-app.ts';
import { SILENT } from '../support/silent-log.ts';

export const FORMAT = { width: 320, height: 240, fps: 30 };

export const CONTENT: PictureContent = {
  quality: {
    verdict: 'good',
    focus: 1,
    speedPixels: 0,
    luminance: 200,
    limits: { leastFocus: 0.45, fastestPixels: 24 },
    fault: null,
    redCells: null,
  },
  pose: { xUm: 10, yUm: 20, confidence: 1 },
  micronsPerPixel: 0.075,
  overlay: [{ kind: 'wbc', box: [100, 80, 60, 60], score: 0.9 }],
};

/** Live video of grey pictures, thirty a second, on ports of its own; all is over with the test. */
export function liveVideo(options: Partial<LiveVideoOptions> = {}): LiveVideo {
  const video = new LiveVideo({
    encoder: 'libx264',
    format: FORMAT,
    peer: { iceServers: [] },
    encodeJpeg,
    log: SILENT,
    ...options,
  });
  let seq = 0;
  let showing = false;
  // As in the pipeline, a picture is shown when the one before has been.
  const camera = setInterval(async () => {
    if (showing) return;
    showing = true;
    await video.show(greyFrame({ seq: seq++ }), CONTENT);
    showing = false;
  }, 1000 / FORMAT.fps);
  onTestFinished(async () => {
    clearInterval(camera);
    await video.close();
  });
  return video;
}
