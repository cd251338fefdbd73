import { randomInt, randomUUID } from 'node:crypto';
import {
  MediaStream,
  PictureLossIndication,
  type RTCDataChannel,
  RTCPeerConnection,
  type RTCPeerConnectionConfig,
  type RTCRtpSender,
  type RtcpPacket,
  RtcpPayloadSpecificFeedback,
  RtcpRrPacket,
  useH264,
  useOPUS,
  usePCMU,
} from 'werift';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { announceTcp } from './announce-tcp.ts';
import { awaitTcpChecks } from './await-tcp-checks.ts';
import { forgetDefaultStun } from './default-stun.ts';
import type { Quality } from './encoder-arguments.ts';
import { guardDataChannel } from './guard-data-channel.ts';
import { LineGauge } from './line-gauge.ts';
import { isLocalName, readOffer } from './offer.ts';
import { PeerSilence } from './peer-silence.ts';
import { QualityChoice } from './quality-choice.ts';
import { rtpPackets } from './rtp-packets.ts';
import type { Rung, VideoFrame } from './rung.ts';

/** The data channel on which a player asks for what each picture shows. */
const OVERLAY_CHANNEL = 'overlay';
/** More than this unsent and the overlay of this picture is left out; the next is newer. */
const OVERLAY_BACKLOG_BYTES = 64 * 1024;

export type PeerConfig = Pick<
  RTCPeerConnectionConfig,
  'iceServers' | 'icePortRange' | 'iceAdditionalHostAddresses' | 'iceUseTcp'
>;

export interface ViewerOptions {
  readonly rungs: Readonly<Record<Quality, Rung>>;
  readonly peer: PeerConfig;
  /** Called once, when the viewer is gone for whatever reason. */
  readonly onEnd: () => void;
}

/** One player: a peer connection that is sent one quality of the video at a time. */
export class Viewer {
  readonly id = randomUUID();
  readonly #options: ViewerOptions;
  readonly #peer: RTCPeerConnection;
  readonly #sender: RTCRtpSender;
  readonly #line: LineGauge;
  readonly #silence: PeerSilence;
  readonly #choice = new QualityChoice();
  readonly #firstPacket = randomInt(0x1_0000);
  #overlay: RTCDataChannel | null = null;
  #rung: Rung;
  #leave: () => void = () => undefined;
  /** The quality that is to come with its next key frame. */
  #next: { readonly rung: Rung; readonly cancel: () => void } | null = null;
  #waitsForKey = true;
  #shownAtNs = 0n;
  #nextPacket = this.#firstPacket;
  #ended = false;

  private constructor(options: ViewerOptions) {
    this.#options = options;
    this.#rung = options.rungs.full;
    this.#peer = new RTCPeerConnection({
      ...options.peer,
      codecs: {
        // None is sent, but players ask for it, and the answer must name what they share.
        audio: [useOPUS(), usePCMU()],
        video: [
          useH264({
            rtcpFeedback: [
              { type: 'nack' },
              { type: 'nack', parameter: 'pli' },
              { type: 'ccm', parameter: 'fir' },
            ],
          }),
        ],
      },
    });
    const transceiver = this.#peer.addTransceiver('video', {
      direction: 'sendonly',
      streams: [new MediaStream()],
    });
    this.#sender = transceiver.sender;
    this.#sender.onReady.subscribe(() => this.#rung.requestKeyFrame());
    this.#line = new LineGauge(this.#sender);
    this.#silence = new PeerSilence(this.#peer);
    this.#peer.onDataChannel.subscribe((channel) => {
      if (channel.label === OVERLAY_CHANNEL) this.#overlay = channel;
    });
    this.#peer.connectionStateChange.subscribe((state) => {
      if (state === 'failed' || state === 'closed') void this.close();
    });
  }

  /** Answers an offer. Throws `offer-unreadable`, `offer-refused` and `video-full`. */
  static async answer(sdp: string, options: ViewerOptions): Promise<{ viewer: Viewer; answer: string }> {
    const offer = readOffer(sdp);
    const viewer = new Viewer(options);
    try {
      return { viewer, answer: await viewer.#answer(offer.string) };
    } catch (thrown) {
      await viewer.close();
      throw thrown;
    }
  }

  get quality(): Quality {
    return this.#rung.quality;
  }

  get packetsLost(): number {
    return this.#line.packetsLost;
  }

  /** Takes the lines of an SDP fragment with candidates. Throws `offer-unreadable` and `viewer-changed`. */
  async addCandidates(fragment: string): Promise<void> {
    const [, ufrag] = /^a=ice-ufrag:(\S+)/m.exec(fragment) ?? [];
    const [, known] = /^a=ice-ufrag:(\S+)/m.exec(this.#peer.remoteDescription?.sdp ?? '') ?? [];
    if (ufrag !== undefined && ufrag !== known)
      throw new HematovisionError('viewer-changed', 'The fragment is of another connection');
    let sdpMid = '0';
    for (const line of fragment.split(/\r?\n/)) {
      const [, mid, candidate] = /^a=(?:mid:(\S+)|(candidate:.+))$/.exec(line) ?? [];
      if (mid !== undefined) sdpMid = mid;
      if (candidate === undefined || isLocalName(candidate.split(' ')[4] ?? '')) continue;
      await this.#peer.addIceCandidate({ candidate, sdpMid }).catch((cause) => {
        throw new HematovisionError('offer-unreadable', `A candidate does not fit: ${messageOf(cause)}`, {
          cause,
        });
      });
    }
  }

  /** For how long nothing came from the player. */
  silentMs(nowMs: number): number {
    return this.#silence.silentMs(nowMs);
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#next?.cancel();
    this.#leave();
    await this.#peer.close();
    this.#options.onEnd();
  }

  async #answer(sdp: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp }).catch((cause) => {
      throw new HematovisionError('offer-unreadable', `The offer does not fit: ${messageOf(cause)}`, {
        cause,
      });
    });
    // Not by the sender: FIR names it in its body only, and would not be passed on.
    this.#sender.dtlsTransport.onRtcp.subscribe((packet) => this.#hear(packet));
    guardDataChannel(this.#peer, () => void this.close());
    forgetDefaultStun(this.#peer);
    awaitTcpChecks(this.#peer);
    await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    const answer = this.#peer.localDescription?.sdp ?? '';
    if (!answer.includes('a=candidate:'))
      throw new HematovisionError('video-full', 'No port of server.webrtc.udpPorts is free');
    if (this.#ended) throw new HematovisionError('offer-unreadable', 'The offer leads to no connection');
    const rung = this.#rung;
    this.#leave = rung.attach((frame) => this.#take(rung, frame));
    return announceTcp(answer, this.#options.peer.iceAdditionalHostAddresses ?? []);
  }

  #hear(packet: RtcpPacket): void {
    if (packet instanceof RtcpPayloadSpecificFeedback && asksForKeyFrame(packet))
      this.#rung.requestKeyFrame();
    if (packet instanceof RtcpRrPacket) this.#noteReport();
  }

  #noteReport(): void {
    const report = this.#line.read(this.#nextPacket - this.#firstPacket);
    if (report) this.#want(this.#options.rungs[this.#choice.note(report)]);
  }

  /** The old quality goes on until the new one has its key frame. */
  #want(rung: Rung): void {
    if (this.#ended || rung === (this.#next?.rung ?? this.#rung)) return;
    this.#next?.cancel();
    this.#next = null;
    if (rung === this.#rung) return;
    const cancel = rung.attach((frame) => this.#take(rung, frame));
    this.#next = { rung, cancel };
    rung.requestKeyFrame();
  }

  #take(rung: Rung, frame: VideoFrame): void {
    if (this.#ended || this.#sender.dtlsTransport.state !== 'connected') return;
    if (this.#next?.rung === rung) {
      if (!frame.isKey) return;
      this.#leave();
      this.#leave = this.#next.cancel;
      this.#rung = rung;
      this.#next = null;
      this.#waitsForKey = true;
    }
    if (this.#waitsForKey) {
      // A picture that was shown already in the other quality must not be shown again.
      this.#waitsForKey = !frame.isKey || frame.capturedAtNs <= this.#shownAtNs;
      if (this.#waitsForKey) {
        rung.requestKeyFrame();
        return;
      }
    }
    this.#send(frame);
  }

  #send(frame: VideoFrame): void {
    this.#shownAtNs = frame.capturedAtNs;
    if (this.#overlay?.readyState === 'open' && this.#overlay.bufferedAmount < OVERLAY_BACKLOG_BYTES)
      this.#overlay.send(frame.overlay);
    for (const packet of rtpPackets(frame, this.#nextPacket)) void this.#sender.sendRtp(packet);
    this.#nextPacket += frame.payloads.length;
  }
}

/** PLI, or FIR, whose class werift keeps to itself. */
function asksForKeyFrame({ feedback }: RtcpPayloadSpecificFeedback): boolean {
  return feedback instanceof PictureLossIndication || (feedback !== undefined && 'fir' in feedback);
}
