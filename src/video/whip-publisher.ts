import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { supervise } from '../core/supervise.ts';
import type { WhipStanding } from '../core/wire/live.ts';
import type { Rung } from './rung.ts';
import type { PeerConfig } from './viewer.ts';
import type { WhipDoor, WhipSession } from './whip-session.ts';

/** Hands on each picture with the boxes drawn in, until it is detached by what it returns. */
export type AnnotatedPictures = (take: (jpeg: Uint8Array, capturedAtNs: bigint) => void) => () => void;

export interface WhipPublisherOptions {
  readonly door: WhipDoor;
  readonly peer: PeerConfig;
  readonly pictures: AnnotatedPictures;
  /** An encoder of its own: what everybody else watches has no boxes in it. */
  readonly rung: Rung;
  readonly log: Log;
}

/**
 * Keeps the annotated video at a media server, which serves the many: publishes, and when the server or the network
 * goes away publishes again, waiting longer each time. Nothing is drawn or encoded while nobody takes it.
 */
export class WhipPublisher {
  readonly #options: WhipPublisherOptions;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #isPublishing = false;
  #problem: string | null = null;

  constructor(options: WhipPublisherOptions) {
    this.#options = options;
    this.#running = supervise((signal) => this.#publish(signal), this.#stopping.signal, {
      onEnd: (reason, delayMs) => {
        this.#problem = reason === undefined ? 'the media server ended the stream' : messageOf(reason);
        options.log.warn({ reason: this.#problem, delayMs }, 'publishing by WHIP ended; it is tried again');
      },
    });
  }

  get standing(): WhipStanding {
    return { state: this.#isPublishing ? 'publishing' : 'connecting', problem: this.#problem };
  }

  /** Takes leave of the media server and ends the encoder. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#options.rung.close();
  }

  async #publish(signal: AbortSignal): Promise<void> {
    const { door, peer } = this.#options;
    const { openWhipSession } = await import('./whip-session.ts');
    const session = await openWhipSession(door, peer, signal);
    try {
      await session.connected(signal);
      if (!signal.aborted) await this.#feed(session, signal);
    } finally {
      await session.close();
    }
  }

  async #feed(session: WhipSession, signal: AbortSignal): Promise<void> {
    const { rung, pictures } = this.#options;
    const detachEncoder = rung.attach((frame) => session.send(frame));
    const detachPictures = pictures((jpeg, capturedAtNs) =>
      rung.offer({ jpeg, capturedAtNs, describe: () => '' }),
    );
    session.onKeyFrameWanted(() => rung.requestKeyFrame());
    this.#isPublishing = true;
    this.#problem = null;
    try {
      await session.lost(signal);
    } finally {
      this.#isPublishing = false;
      detachPictures();
      detachEncoder();
    }
  }
}
