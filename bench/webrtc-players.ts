/** The other end of bench/webrtc.ts, in a process of its own: players without a screen, made and counted on demand. */
import { type MediaStreamTrack, RTCPeerConnection, useH264 } from 'werift';
import { forgetDefaultStun } from '../src/video/default-stun.ts';

export type Order =
  | { readonly type: 'offer' }
  | { readonly type: 'answer'; readonly player: number; readonly sdp: string }
  | { readonly type: 'close'; readonly player: number }
  | { readonly type: 'count' };

export type Report =
  | { readonly type: 'offer'; readonly player: number; readonly sdp: string }
  | { readonly type: 'plays'; readonly player: number }
  | { readonly type: 'closed'; readonly player: number }
  /** Pictures of each player since the last count. */
  | { readonly type: 'count'; readonly pictures: readonly number[] };

interface Player {
  readonly peer: RTCPeerConnection;
  pictures: number;
  plays: boolean;
}

const players = new Map<number, Player>();
let made = 0;

const tell = (report: Report) => process.send?.(report);

process.on('message', async (order: Order) => {
  if (order.type === 'offer') await offer();
  else if (order.type === 'answer')
    await players.get(order.player)?.peer.setRemoteDescription({ type: 'answer', sdp: order.sdp });
  else if (order.type === 'close') await close(order.player);
  else count();
});

async function offer(): Promise<void> {
  const id = made++;
  const peer = new RTCPeerConnection({
    iceServers: [],
    iceUseIpv6: false,
    bundlePolicy: 'max-bundle',
    codecs: { video: [useH264()] },
  });
  const player: Player = { peer, pictures: 0, plays: false };
  players.set(id, player);
  peer.onTrack.subscribe((track: MediaStreamTrack) => {
    track.onReceiveRtp.subscribe(({ header }) => {
      if (!player.plays) tell({ type: 'plays', player: id });
      player.plays = true;
      if (header.marker) player.pictures++;
    });
  });
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.createDataChannel('overlay', { ordered: false, maxRetransmits: 0 });
  forgetDefaultStun(peer);
  await peer.setLocalDescription(await peer.createOffer());
  tell({ type: 'offer', player: id, sdp: peer.localDescription?.sdp ?? '' });
}

async function close(id: number): Promise<void> {
  await players.get(id)?.peer.close();
  players.delete(id);
  tell({ type: 'closed', player: id });
}

function count(): void {
  const pictures = [...players.values()].map((player) => player.pictures);
  for (const player of players.values()) player.pictures = 0;
  tell({ type: 'count', pictures });
}
