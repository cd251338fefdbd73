import type { RTCPeerConnection } from 'werift';

/**
 * Where no STUN server is set, werift asks one on the internet, and waits for it. To be called once the transports are
 * there and before candidates are gathered.
 */
export function forgetDefaultStun(peer: RTCPeerConnection): void {
  const urls = peer.getConfiguration().iceServers.flatMap((server) => server.urls);
  if (urls.some((url) => url.startsWith('stun:'))) return;
  for (const { connection } of peer.iceTransports) delete connection.stunServer;
}
