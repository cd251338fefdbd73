import { setImmediate as aMoment } from 'node:timers/promises';
import { actingAs } from '../core/acting-as.ts';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { ErasedFor } from '../store/keeping-store.ts';
import type { Store } from '../store/store.ts';

const DAY_MS = 24 * 3_600_000;
const INTERVAL_MS = 3_600_000;
/** Sessions a round, so that nobody waits long for the database. */
const ROUND = 20;
const MESSAGES_A_ROUND = 500;
/** Who deletes, in the audit trail. */
const RETENTION = 'retention';

export interface RetentionOptions {
  readonly store: Store;
  /** Without it, pictures do not go for their age. */
  readonly picturesDays?: number | undefined;
  readonly mostPictureBytes: number;
  /** Without it, results stay for good. */
  readonly resultsDays?: number | undefined;
  /** Delivered messages stay so long. */
  readonly sentDays: number;
  readonly log: Log;
  readonly now?: () => Date;
}

/** Lets go what was kept long enough, and the oldest pictures where there are too many. Each deletion is audited. */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.sweep(), INTERVAL_MS);
    void this.sweep();
  }

  /** Resolves when all is gone that should be. */
  sweep(): Promise<void> {
    this.#sweeping = this.#sweeping.then(() => actingAs(RETENTION, () => this.#sweep()));
    return this.#sweeping;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    try {
      await this.#sweepResults();
      await this.#sweepPictures();
      await this.#sweepOutbox();
    } catch (reason) {
      this.#options.log.error(
        { reason: messageOf(reason) },
        'what was kept long enough could not be deleted',
      );
    }
  }

  async #sweepResults(): Promise<void> {
    const { store, resultsDays, log } = this.#options;
    if (resultsDays === undefined) return;
    const before = this.#daysAgo(resultsDays);
    for await (const session of rounds(() => store.keeping.endedBefore(before, ROUND))) {
      store.review.erase(session, { reason: `kept for ${resultsDays} days`, reports: true });
      log.info({ session }, 'a session was deleted for its age');
    }
    store.chamberReadings.eraseBefore(before, this.#daysAgo(0));
  }

  async #sweepPictures(): Promise<void> {
    const { store, picturesDays, mostPictureBytes } = this.#options;
    if (picturesDays !== undefined) {
      const before = this.#daysAgo(picturesDays);
      for await (const session of rounds(() => store.keeping.withPicturesBefore(before, ROUND)))
        this.#erasePictures(session, 'age');
    }
    const any = this.#daysAgo(0);
    while (store.review.pictureBytes() > mostPictureBytes) {
      const [oldest] = store.keeping.withPicturesBefore(any, 1);
      if (oldest === undefined) return;
      this.#erasePictures(oldest, 'space');
      await aMoment();
    }
  }

  async #sweepOutbox(): Promise<void> {
    const { store, sentDays } = this.#options;
    const before = this.#daysAgo(sentDays);
    while (store.outbox.clearSent(before, MESSAGES_A_ROUND) === MESSAGES_A_ROUND) await aMoment();
  }

  #erasePictures(session: string, why: ErasedFor): void {
    this.#options.store.keeping.erasePictures(session, why);
    this.#options.log.info({ session, why }, 'the pictures of a session were deleted');
  }

  #daysAgo(days: number): Date {
    const now = this.#options.now?.() ?? new Date();
    return new Date(now.getTime() - days * DAY_MS);
  }
}

/** One after the other, as long as there are any; others get their turn in between. */
async function* rounds(next: () => readonly string[]): AsyncGenerator<string, void, undefined> {
  for (let some = next(); some.length > 0; some = next()) {
    for (const one of some) {
      yield one;
      await aMoment();
    }
  }
}
