export interface PacketCounts {
  readonly received: number;
  readonly lost: number;
}

/** Counts are taken once a second. */
const COUNTS_KEPT = 10;

/** Share of packets lost in the last ten seconds, from counts that only grow; 0 while nothing came. */
export class PacketLoss {
  #counts: readonly PacketCounts[] = [];

  take(counts: PacketCounts): void {
    this.#counts = [...this.#counts, counts].slice(-COUNTS_KEPT);
  }

  get share(): number {
    const [first, last] = [this.#counts[0], this.#counts.at(-1)];
    if (!first || !last) return 0;
    // What came late after all is taken back from the lost ones.
    const lost = Math.max(0, last.lost - first.lost);
    const received = last.received - first.received;
    return lost + received > 0 ? lost / (lost + received) : 0;
  }
}
