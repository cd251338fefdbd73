import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RecordedSource } from '../capture/recorded-source.ts';
import type { FrameSource } from '../capture/source.ts';
import { segmentFiles } from '../capture/video-segments.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { EVENTS_FILE, type RecordingHeader, recordingHeader } from './recording-header.ts';

export interface OpenedRecording {
  readonly source: FrameSource;
  readonly video: { readonly width: number; readonly height: number };
  readonly micronsPerPixel: number;
}

/**
 * Opens the folder of a recording: its pictures as the instrument saw them, every one. A segment that holds nothing
 * yet, as a power cut leaves it, is passed over. Throws `file-missing` for a folder that is no recording and
 * `camera-no-frames` for one without pictures.
 */
export function openRecording(folder: string): OpenedRecording {
  const { width, height, micronsPerPixel } = readHeader(folder);
  const paths = segmentFiles(folder).filter((path) => statSync(path).size > 0);
  if (paths.length === 0) {
    throw new HematovisionError('camera-no-frames', `${folder} holds no video segments.`, {
      hint: 'The recording was ended at once, or its oldest minutes were cleared away.',
    });
  }
  const source = new RecordedSource({ label: basename(folder), paths, width, height });
  return { source, video: { width, height }, micronsPerPixel };
}

function readHeader(folder: string): RecordingHeader {
  const path = join(folder, EVENTS_FILE);
  try {
    const [first = ''] = readFileSync(path, 'utf8').split('\n', 1);
    return recordingHeader.parse(JSON.parse(first));
  } catch (cause) {
    throw new HematovisionError('file-missing', `${folder} is no recording: ${path}: ${messageOf(cause)}`, {
      cause,
      hint: '`hematovision serve --record` makes recordings, each in a folder of its own.',
    });
  }
}
