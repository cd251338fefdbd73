import { rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Notice } from '../core/wire/live.ts';
import type { Notices } from '../notices.ts';

const RESERVE_FILE = 'reserve';
const MOST_RESERVE_BYTES = 64 * 1024 ** 2;
/** Of a small disk, so much is kept in reserve. */
const RESERVE_SHARE = 1 / 16;
/** With less than this share of the reserve left free, it is given up. */
const FULL_SHARE = 1 / 4;

export interface DiskWatchOptions {
  readonly directory: string;
  /** With less, pictures are no longer kept. */
  readonly leastFreeBytes: number;
  readonly notices: Notices;
  readonly log: Log;
}

/**
 * Watches the disk of the data folder. Pictures stop first; when other programs fill the rest too, a file kept in
 * reserve is given up, so that what was counted can still be signed.
 */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  readonly #reservePath: string;
  #keepsPictures = true;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
    this.#reservePath = join(options.directory, RESERVE_FILE);
    this.look();
  }

  /** Whether there is room for pictures. */
  get keepsPictures(): boolean {
    return this.#keepsPictures;
  }

  /** Call it every second. */
  look(): void {
    const { directory, leastFreeBytes, notices, log } = this.#options;
    const { bavail, blocks, bsize } = statfsSync(directory);
    const freeBytes = bavail * bsize;
    const reserveBytes = Math.floor(Math.min(MOST_RESERVE_BYTES, blocks * bsize * RESERVE_SHARE));
    const isFull = freeBytes < reserveBytes * FULL_SHARE;
    if (isFull && this.#hasReserve()) {
      log.error({ freeBytes }, 'the disk is full; the reserve was given up');
      rmSync(this.#reservePath, { force: true });
    }
    // The reserve is made again only when there is room for it and for pictures.
    const hasRoom = freeBytes >= leastFreeBytes;
    if (hasRoom && !this.#hasReserve()) this.#makeReserve(reserveBytes);
    if (hasRoom !== this.#keepsPictures)
      log.warn(
        { freeBytes, leastFreeBytes },
        hasRoom ? 'pictures are kept again' : 'pictures are no longer kept',
      );
    this.#keepsPictures = hasRoom;
    this.#tell(notices, hasRoom, freeBytes);
  }

  #tell(notices: Notices, hasRoom: boolean, freeBytes: number): void {
    const isFull = !hasRoom && !this.#hasReserve();
    if (isFull) notices.putUp(notice('disk-full', freeBytes));
    else notices.takeDown('disk-full');
    if (!hasRoom && !isFull) notices.putUp(notice('disk-low', freeBytes));
    else notices.takeDown('disk-low');
  }

  #hasReserve(): boolean {
    return statSync(this.#reservePath, { throwIfNoEntry: false }) !== undefined;
  }

  /** Real bytes: a file with holes would keep no room. */
  #makeReserve(bytes: number): void {
    try {
      writeFileSync(this.#reservePath, new Uint8Array(bytes), { mode: 0o600 });
    } catch (reason) {
      rmSync(this.#reservePath, { force: true });
      this.#options.log.warn({ reason: messageOf(reason) }, 'no room could be kept in reserve');
    }
  }
}

function notice(code: 'disk-low' | 'disk-full', freeBytes: number): Notice {
  const free = `${Math.floor(freeBytes / 1e6)} MB free`;
  return code === 'disk-low'
    ? {
        code,
        message: `The disk is almost full (${free}): counts go on, pictures of cells are not kept.`,
        hint: 'Delete or move what is not needed; old sessions can be exported and deleted.',
      }
    : {
        code,
        message: `The disk is full (${free}). What was counted can still be signed.`,
        hint: 'Sign what is open, start no new count, and free some space.',
      };
}
