import type { RTCPeerConnection } from 'werift';

/**
 * What werift cannot read on a data channel it throws where nobody catches it, and the whole program would end. To be
 * called once the player's description is set; `onFault` hears of it instead.
 */
export function guardDataChannel(peer: RTCPeerConnection, onFault: (reason: unknown) => void): void {
  const sctp = peer.sctpTransport?.sctp as unknown as Receiver | undefined;
  if (!sctp) return;
  const handleData = sctp.handleData.bind(sctp);
  sctp.handleData = (packet) => handleData(packet).catch(onFault);
}

/** A method that werift calls by this name and calls private. */
interface Receiver {
  handleData(packet: Buffer): Promise<void>;
}
