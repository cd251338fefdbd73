import { setInterval } from 'node:timers';
import { onTestFinished } from 'vitest';
import { encodeJpeg } from '../../src/server/jpeg.ts';
import { LiveVideo, type LiveVideoOptions } from '../../src/video/live-video.ts';
import { FIELD_WITH_LYMPHOCYTE, greyFrame } from '../server/serve-app.ts';
import { SILENT } from '../support/silent-log.ts';

export const FORMAT = { width: 320, height: 240, fps: 30 };

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
    await video.show(greyFrame({ seq: seq++ }), FIELD_WITH_LYMPHOCYTE);
    showing = false;
  }, 1000 / FORMAT.fps);
  onTestFinished(async () => {
    clearInterval(camera);
    await video.close();
  });
  return video;
}
