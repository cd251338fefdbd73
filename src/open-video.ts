import type { Config } from './config.ts';
import type { Closers } from './core/closers.ts';
import { ERROR_HINTS, messageOf } from './core/errors.ts';
import type { Log } from './core/log.ts';
import { encodeJpeg } from './server/jpeg.ts';
import { findEncoder } from './video/find-encoder.ts';
import { LiveVideo } from './video/live-video.ts';
import { videoNetwork } from './video-network.ts';

/** The live video, with the encoder that works here; without one it lets nobody in, and the log says so. */
export async function openVideo(parts: { config: Config; log: Log; closers: Closers }): Promise<LiveVideo> {
  const { config, log, closers } = parts;
  const { width, height, fps } = config.capture;
  const video = new LiveVideo({
    encoder: config.server.webrtc.enabled ? await encoderHere(log) : null,
    format: { width, height, fps },
    peer: videoNetwork(config.server).peer,
    encodeJpeg,
    log,
  });
  closers.add('live video', () => video.close());
  return video;
}

/** Pictures by WebSocket need no encoder: its want never keeps the instrument from its work. */
async function encoderHere(log: Log) {
  try {
    const { encoder, refused } = await findEncoder();
    if (encoder === null) log.warn({ refused }, `no video by WebRTC: ${ERROR_HINTS['encoder-missing']}`);
    else log.info({ encoder, refused }, 'video encoder');
    return encoder;
  } catch (thrown) {
    log.warn({ reason: messageOf(thrown) }, 'no video by WebRTC');
    return null;
  }
}
