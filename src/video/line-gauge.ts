import type { RTCRtpSender, RTCStats } from 'werift';
import type { LineReport } from './quality-choice.ts';

/** What werift keeps of a player's newest receiver report; times in seconds. */
interface RemoteReport {
  readonly fractionLost?: number;
  readonly packetsLost?: number;
  readonly roundTripTime?: number;
}

/** Reads a player's reports: how much is lost on its line, and how long the way is. */
export class LineGauge {
  readonly #sender: RTCRtpSender;
  /** Packets that the player asked for again since its last report. */
  readonly #missed = new Set<number>();
  #sentBefore = 0;
  #missedPackets = 0;
  #unrecoveredPackets = 0;

  constructor(sender: RTCRtpSender) {
    this.#sender = sender;
    sender.onGenericNack.subscribe(({ lost }) => {
      for (const sequenceNumber of lost) this.#missed.add(sequenceNumber);
    });
  }

  /** So far, those included that came at the second try. */
  get packetsLost(): number {
    return Math.max(this.#missedPackets + this.#missed.size, this.#unrecoveredPackets);
  }

  /** Takes the report that just came; `sent` packets have been sent so far. Null when it says nothing. */
  read(sent: number): LineReport | null {
    const atMs = performance.now();
    const stats: RTCStats[] = this.#sender.collectStats(atMs);
    const report = stats.find(({ type }) => type === 'remote-inbound-rtp') as RemoteReport | undefined;
    if (!report) return null;
    const { fractionLost = 0, packetsLost = 0, roundTripTime } = report;
    // What came when it was sent again does not count as lost in a report, and yet tells what the line is like.
    const missedFraction = this.#missed.size / Math.max(1, sent - this.#sentBefore);
    this.#missedPackets += this.#missed.size;
    this.#missed.clear();
    this.#sentBefore = sent;
    this.#unrecoveredPackets = packetsLost;
    return {
      atMs,
      lostFraction: Math.max(fractionLost, missedFraction),
      roundTripMs: roundTripTime === undefined ? null : roundTripTime * 1000,
    };
  }
}
