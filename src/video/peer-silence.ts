import type { RTCPeerConnection } from 'werift';

/** Players and media servers report every second or so and check their line every five at most. */
export const SILENT_MS = 8000;

/** Watches for how long nothing came from the other side: no report, no check, no answer to ours. */
export class PeerSilence {
  readonly #peer: RTCPeerConnection;
  #heard = 0;
  #heardAtMs = performance.now();

  constructor(peer: RTCPeerConnection) {
    this.#peer = peer;
  }

  silentMs(nowMs: number): number {
    const heard = this.#peer.iceTransports
      .flatMap(({ connection }) => connection.candidatePairs)
      .reduce((sum, pair) => sum + pair.packetsReceived + pair.requestsReceived + pair.responsesReceived, 0);
    if (heard !== this.#heard) this.#heardAtMs = nowMs;
    this.#heard = heard;
    return nowMs - this.#heardAtMs;
  }
}
