import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openFfmpegSource } from '../capture/ffmpeg-source.ts';
import { probeVideo } from '../capture/probe-video.ts';
import { type Config, parseConfig } from '../config.ts';
import { HematovisionError } from '../core/errors.ts';
import { activeHead } from '../inference/adapted-heads.ts';
import { openModels } from '../inference/open-models.ts';
import { PRODUCT } from '../product.ts';
import { openRecording } from '../recording/open-recording.ts';
import { EXIT } from './exit-codes.ts';
import { scanJson, scanText } from './scan-report.ts';
import { type SlideScanOptions, scanSlide } from './slide-scan.ts';

const USAGE = `usage: hematovision scan VIDEO|RECORDING [OPTIONS]

Counts the white cells of a slide video, or of a recording that \`serve --record\` made, each once: the live pipeline
over every frame, as fast as it can. The same pictures and models give the same report.

  --realtime              as the instrument does: at the video's pace, with what cannot be kept up with skipped
  --json                  print one JSON object: every cell with its class, frame and box
  --data DIR              data folder whose adapted head is used, where it has one (default ./data)
  --microns-per-pixel N   scale of the video (default: the recording's, or 0.075)
  --help
`;

const STALL_MS = 60_000;

export async function runScan(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      realtime: { type: 'boolean', default: false },
      json: { type: 'boolean' },
      data: { type: 'string' },
      'microns-per-pixel': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new HematovisionError('usage', 'scan takes one video or recording');
  const { realtime, 'microns-per-pixel': scale } = values;
  const { config, ...pictures } = await openPictures(path, { realtime, scale });
  const models = await openModels({
    ...config.inference,
    directory: config.inference.modelDirectory ?? PRODUCT.modelDirectory,
    head: await activeHead(resolve(values.data ?? config.dataDirectory)),
  });
  try {
    const scan = await scanSlide({ ...pictures, config, models, realtime });
    const name = basename(path);
    process.stdout.write(values.json ? `${scanJson(name, scan, realtime)}\n` : scanText(scan, realtime));
    return EXIT.ok;
  } finally {
    await models.close();
  }
}

interface PictureOptions {
  readonly realtime: boolean;
  /** As given on the command line. */
  readonly scale: string | undefined;
}

async function openPictures(
  path: string,
  { realtime, scale }: PictureOptions,
): Promise<Pick<SlideScanOptions, 'source' | 'video' | 'config'>> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    if (realtime)
      throw new HematovisionError('usage', 'a recording is read frame by frame: leave --realtime out');
    const { source, video, micronsPerPixel } = await openRecording(path);
    return { source, video, config: scanConfig(scale ?? micronsPerPixel) };
  }
  const config = scanConfig(scale);
  const video = await probeVideo(path);
  const source = openFfmpegSource({
    address: { kind: 'file', path },
    width: video.width,
    height: video.height,
    fps: video.fps || 30,
    stallMs: STALL_MS,
    loop: false,
    pace: realtime ? 'realtime' : 'asap',
  });
  return { source, video, config };
}

function scanConfig(micronsPerPixel: string | number | undefined): Config {
  return parseConfig(
    micronsPerPixel === undefined ? {} : { slide: { micronsPerPixel: Number(micronsPerPixel) } },
    'command line',
  );
}
