import type { Config } from './config.ts';
import type { Closers } from './core/closers.ts';
import { ERROR_HINTS } from './core/errors.ts';
import type { Log } from './core/log.ts';
import { readSecret } from './read-secret.ts';
import type { LiveHub } from './server/live-hub.ts';
import type { EncoderName } from './video/encoders.ts';
import { Rung } from './video/rung.ts';
import { WhipPublisher } from './video/whip-publisher.ts';
import { videoNetwork } from './video-network.ts';

/** Keeps the annotated video at the media server of the settings; null where none is set or no encoder works. */
export function publishVideo(parts: {
  config: Config;
  log: Log;
  closers: Closers;
  hub: LiveHub;
  encoder: EncoderName | null;
}): WhipPublisher | null {
  const { config, log, closers, hub, encoder } = parts;
  const { url, tokenFile } = config.server.whip;
  if (url === undefined) return null;
  if (encoder === null) {
    log.warn(`no video for ${url}: ${ERROR_HINTS['encoder-missing']}`);
    return null;
  }
  const { width, height, fps } = config.capture;
  const publisher = new WhipPublisher({
    door: { url, token: tokenFile === undefined ? null : readSecret(tokenFile) },
    peer: videoNetwork(config.server).peer,
    pictures: (take) => hub.attachPictures({ offer: take }),
    rung: new Rung({ quality: 'full', encoder, format: { width, height, fps }, log }),
    log,
  });
  closers.add('video to the media server', () => publisher.close());
  return publisher;
}
