import { messageOf } from '../../core/errors.ts';
import { type FrameHeader, videoFrameHeader } from '../../core/wire/live.ts';
import { PacketLoss } from './packet-loss.ts';
import { VideoHeaders } from './video-headers.ts';
import { subscribe } from './whep-subscription.ts';

export interface VideoPicture {
  readonly header: FrameHeader;
  /** Lent: it is closed when the call returns. */
  readonly frame: VideoFrame;
  /** From the instrument to this moment: network, waiting for late packets, decoding. */
  readonly wayMs: number;
}

export interface WatchVideo {
  readonly endpoint: URL;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly onPicture: (picture: VideoPicture) => void;
  /** Share of the packets lost in the last seconds, once a second. */
  readonly onLoss: (share: number) => void;
  /** What the data channel said did not fit the contract; it was passed over. */
  readonly onMalformed: (reason: string) => void;
}

const STATS_INTERVAL_MS = 1000;

/** Pictures whose boxes were lost are shown bare for so long; then the video is as good as broken. */
const BARE_FOR_MS = 1000;

/** Whether this browser can tell which picture of a video it shows. */
export function canWatchVideo(): boolean {
  return (
    'RTCPeerConnection' in window &&
    'VideoFrame' in window &&
    'requestVideoFrameCallback' in HTMLVideoElement.prototype
  );
}

/** The instrument's video and what its pictures show, until the signal aborts. Throws when it is refused or breaks. */
export async function watchVideo(options: WatchVideo): Promise<void> {
  const { endpoint, signal, onLoss } = options;
  const connection = new RTCPeerConnection();
  const video = unseenVideo();
  const way = { roundTripMs: 0 };
  let leave = (): void => undefined;
  let statsTimer: ReturnType<typeof setInterval> | undefined;
  try {
    const headers = hearHeaders(connection, options.onMalformed);
    const { receiver } = connection.addTransceiver('video', { direction: 'recvonly' });
    video.srcObject = new MediaStream([receiver.track]);
    followFrames(video, pairer(headers, way, options.onPicture));
    ({ leave } = await subscribe(endpoint, connection, signal));
    const loss = new PacketLoss();
    statsTimer = setInterval(async () => {
      const { roundTripMs, ...counts } = readStats(await connection.getStats());
      way.roundTripMs = roundTripMs;
      loss.take(counts);
      onLoss(loss.share);
    }, STATS_INTERVAL_MS);
    await untilEnded(connection, signal);
  } finally {
    clearInterval(statsTimer);
    connection.close();
    video.srcObject = null;
    video.remove();
    leave();
  }
}

/** Decodes the video. Its frames are drawn elsewhere, but a browser shows none of an element it does not lay out. */
function unseenVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.ariaHidden = 'true';
  Object.assign(video.style, { position: 'fixed', inset: '0 auto auto 0', width: '1px', height: '1px' });
  Object.assign(video.style, { opacity: '0', pointerEvents: 'none' });
  document.body.append(video);
  return video;
}

function hearHeaders(connection: RTCPeerConnection, onMalformed: (reason: string) => void): VideoHeaders {
  const headers = new VideoHeaders();
  // A late header is worth nothing: it is never sent again.
  const channel = connection.createDataChannel('overlay', { ordered: false, maxRetransmits: 0 });
  channel.onmessage = ({ data }) => {
    try {
      headers.add(videoFrameHeader.parse(JSON.parse(String(data))), performance.now());
    } catch (thrown) {
      onMalformed(messageOf(thrown));
    }
  };
  return headers;
}

function followFrames(
  video: HTMLVideoElement,
  onFrame: (frame: VideoFrame, rtpTimestamp?: number) => void,
): void {
  const follow: VideoFrameRequestCallback = (_now, metadata) => {
    video.requestVideoFrameCallback(follow);
    const frame = frameOf(video);
    if (!frame) return;
    // What the pixels themselves say cannot lag behind them, as the callback may on a busy page.
    onFrame(frame, ownTimestamp(frame) ?? metadata.rtpTimestamp);
    frame.close();
  };
  video.requestVideoFrameCallback(follow);
}

/** Not told by every browser, nor known to TypeScript yet. */
function ownTimestamp(
  frame: VideoFrame & { metadata?(): { readonly rtpTimestamp?: number } },
): number | undefined {
  return frame.metadata?.().rtpTimestamp;
}

/** Chromium calls back before the very first frame can be taken. */
function frameOf(video: HTMLVideoElement): VideoFrame | null {
  try {
    return new VideoFrame(video, { timestamp: 0 });
  } catch {
    return null;
  }
}

/** Joins each frame with its header. */
function pairer(
  headers: VideoHeaders,
  way: { readonly roundTripMs: number },
  onPicture: (picture: VideoPicture) => void,
): (frame: VideoFrame, rtpTimestamp?: number) => void {
  let last: { header: FrameHeader; wayMs: number; atMs: number } | undefined;
  return (frame, rtpTimestamp) => {
    const heard = rtpTimestamp === undefined ? undefined : headers.of(rtpTimestamp);
    const atMs = performance.now();
    if (heard) {
      const wayMs = way.roundTripMs / 2 + (atMs - heard.heardAtMs);
      last = { header: heard.header, wayMs, atMs };
      onPicture({ header: heard.header, frame, wayMs });
    } else if (last && atMs - last.atMs < BARE_FOR_MS) {
      onPicture({ header: { ...last.header, overlay: [] }, frame, wayMs: last.wayMs });
    }
  };
}

function readStats(report: RTCStatsReport): { received: number; lost: number; roundTripMs: number } {
  const found = { received: 0, lost: 0, roundTripMs: 0 };
  report.forEach((stats) => {
    if (stats.type === 'inbound-rtp') {
      found.received = stats.packetsReceived ?? 0;
      found.lost = stats.packetsLost ?? 0;
    }
    if (stats.type === 'candidate-pair' && stats.nominated)
      found.roundTripMs = 1000 * (stats.currentRoundTripTime ?? 0);
  });
  return found;
}

/** Resolves when the signal aborts; throws when the connection fails. */
function untilEnded(connection: RTCPeerConnection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'failed') reject(new Error('The connection for the video failed'));
    });
  });
}
