import { setInterval } from 'node:timers';
import { MediaStreamTrack, RTCPeerConnection, useH264 } from 'werift';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { awaitTcpChecks } from './await-tcp-checks.ts';
import { forgetDefaultStun } from './default-stun.ts';
import { PeerSilence, SILENT_MS } from './peer-silence.ts';
import { rtpPackets } from './rtp-packets.ts';
import type { VideoFrame } from './rung.ts';
import type { PeerConfig } from './viewer.ts';

/** A media server that takes longer, be it to answer or to be reached by UDP, is tried again. */
const WITHIN_MS = 15_000;
/** Whoever stops the instrument does not wait for a server that is gone. */
const GOODBYE_WITHIN_MS = 2000;
const SILENCE_CHECK_MS = 1000;

/** Where the video goes: a WHIP endpoint (RFC 9725). */
export interface WhipDoor {
  /** http:// or https://. */
  readonly url: string;
  /** Sent as bearer token; null: none. */
  readonly token: string | null;
}

/** Video that a media server takes from us. */
export class WhipSession {
  readonly #peer: RTCPeerConnection;
  readonly #track: MediaStreamTrack;
  readonly #resource: URL;
  readonly #door: WhipDoor;
  #nextPacket = 0;

  constructor(parts: { peer: RTCPeerConnection; track: MediaStreamTrack; resource: URL; door: WhipDoor }) {
    this.#peer = parts.peer;
    this.#track = parts.track;
    this.#resource = parts.resource;
    this.#door = parts.door;
  }

  send(frame: VideoFrame): void {
    for (const packet of rtpPackets(frame, this.#nextPacket)) this.#track.writeRtp(packet);
    this.#nextPacket += frame.payloads.length;
  }

  /** Calls back whenever the server has lost the thread, or somebody new watches there. */
  onKeyFrameWanted(ask: () => void): void {
    this.#peer.getSenders()[0]?.onPictureLossIndication.subscribe(ask);
  }

  /** Waits until the server gets what is sent. Throws `whip-failed` when it does not come to that. */
  async connected(signal: AbortSignal): Promise<void> {
    const state = await this.#become(
      ['connected', 'failed', 'closed'],
      AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
    );
    if (state === 'connected' || signal.aborted) return;
    throw new HematovisionError('whip-failed', `${this.#door.url} answered, but no video reaches it`, {
      hint: 'Open the UDP ports between here and the media server, or set server.webrtc.iceServers.',
    });
  }

  /** Waits until the server is gone, with or without a goodbye, or the signal aborts. */
  async lost(signal: AbortSignal): Promise<void> {
    const silence = new PeerSilence(this.#peer);
    const silent = new AbortController();
    const check = setInterval(() => {
      if (silence.silentMs(performance.now()) >= SILENT_MS) silent.abort();
    }, SILENCE_CHECK_MS);
    await this.#become(['failed', 'closed'], AbortSignal.any([signal, silent.signal]));
    clearInterval(check);
  }

  /** Tells the server, so that its viewers see an end and no frozen picture. A server that is gone is not missed. */
  async close(): Promise<void> {
    await this.#peer.close();
    const signal = AbortSignal.timeout(GOODBYE_WITHIN_MS);
    const request = { method: 'DELETE', headers: authorization(this.#door), signal };
    await fetch(this.#resource, request).catch(() => undefined);
  }

  /** The first of these states, or null when the signal aborted before. */
  #become(states: readonly string[], signal: AbortSignal): Promise<string | null> {
    return new Promise((resolve) => {
      const look = (): void => {
        const state = signal.aborted ? null : this.#state;
        if (state !== null && !states.includes(state)) return;
        for (const { unSubscribe } of subscribed) unSubscribe();
        signal.removeEventListener('abort', look);
        resolve(state);
      };
      const { connectionStateChange, dtlsTransports } = this.#peer;
      const events = [connectionStateChange, ...dtlsTransports.map(({ onStateChange }) => onStateChange)];
      const subscribed = events.map((event) => event.subscribe(look));
      signal.addEventListener('abort', look);
      look();
    });
  }

  /**
   * A server that says goodbye closes DTLS; the connection as a whole would notice half a minute later. werift takes
   * one goodbye in ten for noise: it guesses from a random byte whether it is encrypted.
   */
  get #state(): string {
    const [dtls] = this.#peer.dtlsTransports;
    return dtls && ['closed', 'failed'].includes(dtls.state) ? dtls.state : this.#peer.connectionState;
  }
}

/** Offers H.264 and waits for the answer. Throws `whip-failed` with what the server said. */
export async function openWhipSession(
  door: WhipDoor,
  peerConfig: PeerConfig,
  signal: AbortSignal,
): Promise<WhipSession> {
  const peer = new RTCPeerConnection({ ...peerConfig, codecs: { video: [useH264()] } });
  try {
    const track = new MediaStreamTrack({ kind: 'video' });
    const sending = peer.addTransceiver(track, { direction: 'sendonly' });
    // werift gathers its candidates before this resolves: the offer is whole, and nothing is left to trickle.
    const offer = await peer.createOffer();
    forgetDefaultStun(peer);
    awaitTcpChecks(peer);
    await peer.setLocalDescription(offer);
    const { sdp, resource } = await exchange(door, peer.localDescription?.sdp ?? '', signal);
    await peer.setRemoteDescription({ type: 'answer', sdp });
    const session = new WhipSession({ peer, track, resource, door });
    if (sending.currentDirection === 'sendonly') return session;
    await session.close();
    throw new Error('it refuses H.264');
  } catch (cause) {
    await peer.close();
    throw new HematovisionError('whip-failed', `${door.url} takes no video: ${reasonOf(cause)}`, { cause });
  }
}

async function exchange(door: WhipDoor, offer: string, signal: AbortSignal) {
  const answer = await fetch(door.url, {
    method: 'POST',
    body: offer,
    headers: { 'content-type': 'application/sdp', ...authorization(door) },
    signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
  });
  const text = await answer.text();
  const location = answer.headers.get('location');
  if (answer.status !== 201 || location === null) {
    throw new Error(`it answered ${answer.status} ${answer.statusText} ${firstLine(text)}`.trim());
  }
  return { sdp: text, resource: new URL(location, answer.url) };
}

function authorization({ token }: WhipDoor): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0]?.slice(0, 200) ?? '';
}

/** fetch says "fetch failed"; its cause says why. */
function reasonOf(fault: unknown): string {
  const cause = fault instanceof Error ? fault.cause : undefined;
  return cause instanceof Error ? messageOf(cause) : messageOf(fault);
}
