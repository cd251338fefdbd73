import {
  createWriteStream,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  type WriteStream,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { segmentFiles } from '../capture/video-segments.ts';
import type { Log } from '../core/log.ts';
import type { ServerMessage } from '../core/wire/live.ts';
import { EVENTS_FILE, type RecordingHeader } from './recording-header.ts';

export interface RecordingOptions {
  /** Of all recordings; each gets a folder in it. */
  readonly directory: string;
  /** Of all recordings together: the oldest minutes are cleared away for new ones. */
  readonly mostBytes: number;
  /** Older minutes go; without it, none for its age. */
  readonly keptDays?: number | undefined;
  /** With less on the disk, the oldest minutes make room: results go before videos. */
  readonly leastFreeBytes?: number;
  readonly log: Log;
}

const TIDY_INTERVAL_MS = 10_000;
const DAY_MS = 24 * 3_600_000;

/** One run of the instrument on disk: video segments, which capture writes, and what was counted as JSON lines. */
export class Recording {
  readonly folder: string;
  readonly #options: RecordingOptions;
  readonly #events: WriteStream;
  readonly #tidying: NodeJS.Timeout;
  #session = '';

  constructor(options: RecordingOptions, now: Date) {
    this.#options = options;
    const name = now.toISOString().replace(/[-:]|\.\d+/g, '');
    this.folder = join(options.directory, name);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#events = createWriteStream(join(this.folder, EVENTS_FILE), { flags: 'a' });
    // A full disk must not end the count.
    this.#events.on('error', (cause) =>
      options.log.warn({ cause: cause.message }, 'events are not recorded'),
    );
    this.#tidying = setInterval(() => this.#tidy(), TIDY_INTERVAL_MS);
    this.#tidying.unref();
    this.#tidy();
  }

  /** First of all: what the pictures are, and what looked at them. */
  begin(header: Omit<RecordingHeader, 'event' | 'at'>): void {
    this.#write({ event: 'recording-started', ...header });
  }

  /** Notes a counted cell, or that a session began or ended. */
  note(fact: ServerMessage): void {
    if (fact.type === 'cell') this.#write({ event: 'cell', cell: fact.cell });
    if (fact.type !== 'snapshot') return;
    const { session, status, revision, n } = fact.snapshot;
    const state = `${session} ${status}`;
    if (state === this.#session) return;
    this.#session = state;
    this.#write({ event: 'session', session, status, revision, n });
  }

  close(): Promise<void> {
    clearInterval(this.#tidying);
    return new Promise((resolve) => this.#events.end(resolve));
  }

  #write(event: Readonly<Record<string, unknown>>): void {
    const { event: name, ...rest } = event;
    this.#events.write(`${JSON.stringify({ event: name, at: new Date().toISOString(), ...rest })}\n`);
  }

  /** What recordings may take: the budget, less what the disk lacks. */
  #room(files: readonly RecordedFile[], mostBytes: number): number {
    const { directory, leastFreeBytes = 0 } = this.#options;
    const { bavail, bsize } = statfsSync(directory);
    const lackingBytes = Math.max(0, leastFreeBytes - bavail * bsize);
    const takenBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    return Math.min(mostBytes, takenBytes - lackingBytes);
  }

  #tidy(): void {
    const { directory, mostBytes, keptDays = Number.POSITIVE_INFINITY, log } = this.#options;
    try {
      const files = recordedFiles(directory);
      const oldestMs = Date.now() - keptDays * DAY_MS;
      const kept = files.filter(({ writtenAtMs }) => writtenAtMs >= oldestMs);
      const tooOld = files.slice(0, -1).filter(({ writtenAtMs }) => writtenAtMs < oldestMs);
      for (const path of [
        ...tooOld.map((file) => file.path),
        ...beyondBudget(kept, this.#room(kept, mostBytes)),
      ]) {
        rmSync(path);
        log.warn({ path }, 'the oldest recorded minute was cleared away');
        const folder = dirname(path);
        if (folder !== this.folder && segmentFiles(folder).length === 0) rmSync(folder, { recursive: true });
      }
    } catch (cause) {
      log.warn({ cause }, 'recordings could not be tidied');
    }
  }
}

export interface RecordedFile {
  readonly path: string;
  readonly bytes: number;
}

interface DatedFile extends RecordedFile {
  readonly writtenAtMs: number;
}

/** Segments of all recordings, oldest first: folders are named by their time, segments are numbered. */
function recordedFiles(directory: string): DatedFile[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => join(directory, name))
    .sort()
    .flatMap(segmentFiles)
    .map((path) => {
      const { size, mtimeMs } = statSync(path);
      return { path, bytes: size, writtenAtMs: mtimeMs };
    });
}

/** The oldest files that must go so that the rest stays within the budget; the newest, being written, always stays. */
export function beyondBudget(files: readonly RecordedFile[], mostBytes: number): string[] {
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const gone: string[] = [];
  for (const file of files.slice(0, -1)) {
    if (bytes <= mostBytes) break;
    bytes -= file.bytes;
    gone.push(file.path);
  }
  return gone;
}
