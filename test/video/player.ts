import {
  type MediaStreamTrack,
  type RTCDataChannel,
  RTCPeerConnection,
  type RTCPeerConnectionConfig,
  RtcpPayloadSpecificFeedback,
  type RtpPacket,
  useH264,
} from 'werift';
import { type VideoFrameHeader, videoFrameHeader } from '../../src/core/wire/live.ts';
import { forgetDefaultStun } from '../../src/video/default-stun.ts';

/** A WHEP player without a screen; keeps what it was sent. */
export class Player {
  readonly peer: RTCPeerConnection;
  readonly packets: RtpPacket[] = [];
  readonly headers: VideoFrameHeader[] = [];
  readonly #channel: RTCDataChannel;

  private constructor(config: RTCPeerConnectionConfig) {
    this.peer = new RTCPeerConnection({
      ...{ iceServers: [], iceUseIpv6: false, bundlePolicy: 'max-bundle', codecs: { video: [useH264()] } },
      ...config,
    });
    this.peer.onTrack.subscribe((track: MediaStreamTrack) => {
      track.onReceiveRtp.subscribe((packet) => this.packets.push(packet));
    });
    this.peer.addTransceiver('video', { direction: 'recvonly' });
    this.#channel = this.peer.createDataChannel('overlay', { ordered: false, maxRetransmits: 0 });
    this.#channel.onMessage.subscribe((text) =>
      this.headers.push(videoFrameHeader.parse(JSON.parse(text.toString()))),
    );
  }

  /** A player and its offer. */
  static async create(config: RTCPeerConnectionConfig = {}): Promise<{ player: Player; offer: string }> {
    const player = new Player(config);
    forgetDefaultStun(player.peer);
    await player.peer.setLocalDescription(await player.peer.createOffer());
    return { player, offer: player.peer.localDescription?.sdp ?? '' };
  }

  accept(answer: string): Promise<void> {
    return this.peer.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  /** RTP timestamps of the key frames so far: pictures that begin with a sequence parameter set. */
  get keyFrames(): readonly number[] {
    const parameters = this.packets.filter(({ payload }) => (payload.readUInt8(0) & 0x1f) === 7);
    return parameters.map(({ header }) => header.timestamp);
  }

  /** Asks for a key frame as a decoder does that lost the thread. */
  async sendPli(): Promise<void> {
    await this.peer.getReceivers()[0]?.sendRtcpPLI(this.packets[0]?.header.ssrc ?? 0);
  }

  /** Asks as a mixer does when somebody joins there. */
  async sendFir(): Promise<void> {
    const ssrc = this.packets[0]?.header.ssrc ?? 0;
    const bytes = Buffer.alloc(16);
    bytes.writeUInt32BE(1, 0);
    bytes.writeUInt32BE(ssrc, 8);
    bytes.writeUInt8(1, 12);
    const feedback = { count: 4, senderSsrc: 1, mediaSsrc: 0, length: 4, serialize: () => bytes };
    const packet = new RtcpPayloadSpecificFeedback({ feedback } as never);
    await this.peer.dtlsTransports[0]?.sendRtcp([packet]);
  }

  close(): Promise<void> {
    return this.peer.close();
  }
}
