import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFfmpegSource } from '../../src/capture/ffmpeg-source.ts';
import type { FfmpegSourceOptions } from '../../src/capture/ffmpeg-source-options.ts';
import { type FfmpegAddress, parseSource } from '../../src/capture/source-address.ts';
import { startRtspServer } from '../support/rtsp-server.ts';
import { standInFfmpeg } from '../support/stand-in-ffmpeg.ts';
import type { Pluggable } from './replug-soak.ts';

type Backoff = Pick<FfmpegSourceOptions, 'backoff'>;
const SETTINGS = { fps: 30, stallMs: 2500, loop: false, pace: 'realtime' } as const;

/** A network camera: its server goes away with all connections, every other time silently, as by a pulled cable. */
export async function networkCamera(backoff: Backoff = {}): Promise<Pluggable & AsyncDisposable> {
  let server = await startRtspServer();
  const { port } = server;
  let time = 0;
  const address = parseSource(`rtsp://127.0.0.1:${port}/x`) as FfmpegAddress;
  return {
    source: openFfmpegSource({ address, width: 320, height: 240, ...SETTINGS, ...backoff }),
    unplug: async () => {
      time += 1;
      if (time % 2 === 0) server.hang();
      else await server.close();
    },
    plugIn: async () => {
      if (time % 2 === 0) await server.close();
      server = await startRtspServer({ port });
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** A USB camera by a stand-in for ffmpeg, which films until its device is gone, as a real one does. */
export function usbCamera(folder: string, backoff: Backoff = {}): Pluggable {
  const device = join(folder, 'video0');
  writeFileSync(device, '');
  const films = `while [[ -e '${device}' ]]; do head -c $BYTES /dev/zero; sleep 0.02; done; echo "No such device" >&2; exit 1`;
  const { path: ffmpegPath } = standInFfmpeg(join(folder, 'ffmpeg'), films);
  const address = { kind: 'v4l2', device } as const;
  return {
    source: openFfmpegSource({ address, width: 64, height: 48, ...SETTINGS, ffmpegPath, ...backoff }),
    unplug: async () => renameSync(device, `${device}.unplugged`),
    plugIn: async () => renameSync(`${device}.unplugged`, device),
  };
}
