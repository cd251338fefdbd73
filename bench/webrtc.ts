/**
 * Video by WebRTC to many: what a further viewer costs the main thread, at what rate twenty are served, and whether
 * anything is left over from a thousand that came and went. Beside it node-webrtc, which encodes for each viewer anew.
 * `node bench/webrtc.ts [--joins 1000] [--seconds 15]`; bench/viewers.ts does the same for WebSocket.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setInterval } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import wrtc from '@roamhq/wrtc';
import { createLog } from '../src/core/log.ts';
import type { Frame } from '../src/core/types.ts';
import { dappledPicture } from '../src/inference/picture.ts';
import { encodeJpeg } from '../src/server/jpeg.ts';
import { LiveVideo } from '../src/video/live-video.ts';
import { processorSeconds, secondsBetween } from './processor-time.ts';
import { tellRow } from './row.ts';
import type { Order, Report } from './webrtc-players.ts';

const FORMAT = { width: 960, height: 720, fps: 30 };
const VIEWERS = 20;
const HELD_RATE = 0.97 * FORMAT.fps;
const WARM_UP_JOINS = 50;
const AT_ONCE = 5;
const CONTENT = {
  quality: {
    verdict: 'good',
    fault: null,
    focus: 1,
    speedPixels: 0,
    luminance: 200,
    limits: { leastFocus: 0.45, fastestPixels: 24 },
    redCells: null,
  },
  pose: { xUm: 0, yUm: 0, confidence: 1 },
  micronsPerPixel: 0.075,
  overlay: Array.from(
    { length: 30 },
    (_, i) => ({ kind: 'rbc', box: [i * 30, 40, 45.5, 47.25], score: 0.97 }) as const,
  ),
} as const;

const { values } = parseArgs({
  options: { joins: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '15' } },
});
const seconds = Number(values.seconds);

const video = new LiveVideo({
  encoder: 'libx264',
  format: FORMAT,
  peer: { iceServers: [] },
  encodeJpeg,
  log: createLog('warn'),
});
const stopCamera = startCamera();
const players = fork(new URL('webrtc-players.ts', import.meta.url));
try {
  await measureViewers();
  await measureJoins(Number(values.joins));
  await measureNodeWebrtc();
} finally {
  stopCamera();
  players.kill();
  await video.close();
}
process.exit();

async function measureViewers(): Promise<void> {
  console.log('viewers  frames/s (slowest)  process, share of a core');
  const leaves = [await join()];
  const one = await watched();
  while (leaves.length < VIEWERS) leaves.push(await join());
  const many = await watched();
  for (const leave of leaves) await leave();
  tellCost('WebRTC', (many.share - one.share) / (VIEWERS - 1), true);
  tellRow({
    measure: `${VIEWERS} viewers, WebRTC`,
    beside: '–',
    figure: `${many.rate.toFixed(1)} frames/s at the slowest`,
    reach: `${FORMAT.fps} frames/s`,
    held: many.rate >= HELD_RATE,
  });
}

async function measureJoins(joins: number): Promise<void> {
  await joinAndLeave(WARM_UP_JOINS);
  const before = await standing();
  await joinAndLeave(joins);
  const after = await standing();
  console.log(
    `before ${joins} joins: ${JSON.stringify(before)}\nafter:              ${JSON.stringify(after)}`,
  );
  const left = after.files - before.files + (after.resources - before.resources) + after.encoders;
  tellRow({
    measure: `left over from ${joins} joins`,
    beside: '–',
    figure: `${left} files, timers and encoders; ${(after.residentMiB - before.residentMiB).toFixed(0)} MiB`,
    reach: 'none',
    held: left <= 0,
  });
}

async function measureNodeWebrtc(): Promise<void> {
  const source = new wrtc.nonstandard.RTCVideoSource();
  const { width, height, fps } = FORMAT;
  const data = new Uint8Array((width * height * 3) / 2);
  let shift = 0;
  const camera = setInterval(() => {
    shift += 7;
    for (let i = 0; i < width * height; i++) data[i] = (i + shift) & 0xff;
    source.onFrame({ width, height, data });
  }, 1000 / fps);
  const pairs = [await wrtcPair(source)];
  const share = async () => {
    await pause(3000);
    const before = processorSeconds(process.pid);
    await pause(seconds * 1000);
    return secondsBetween(before, processorSeconds(process.pid)) / seconds;
  };
  const one = await share();
  while (pairs.length < 3) pairs.push(await wrtcPair(source));
  const three = await share();
  clearInterval(camera);
  for (const close of pairs) close();
  tellCost('node-webrtc, its player in the same process', (three - one) / 2, false);
}

async function wrtcPair(source: InstanceType<typeof wrtc.nonstandard.RTCVideoSource>): Promise<() => void> {
  const [sender, receiver] = [new wrtc.RTCPeerConnection(), new wrtc.RTCPeerConnection()];
  for (const [from, to] of [
    [sender, receiver],
    [receiver, sender],
  ] as const)
    from.addEventListener('icecandidate', (event: { candidate?: object | null }) => {
      if (event.candidate) void to.addIceCandidate(event.candidate as never);
    });
  sender.addTrack(source.createTrack());
  await sender.setLocalDescription(await sender.createOffer());
  await receiver.setRemoteDescription(sender.localDescription as never);
  await receiver.setLocalDescription(await receiver.createAnswer());
  await sender.setRemoteDescription(receiver.localDescription as never);
  return () => {
    sender.close();
    receiver.close();
  };
}

function tellCost(by: string, share: number, isOurs: boolean): void {
  tellRow({
    measure: `a further viewer, ${by}`,
    beside: 'one viewer',
    figure: `${(share * 100).toFixed(2)} % of a core`,
    reach: isOurs ? '≤ 2 %' : '–',
    held: isOurs ? share <= 0.02 : null,
  });
}

/** The same picture moved on, thirty times a second. */
function startCamera(): () => void {
  const { width, height, fps } = FORMAT;
  const slide = dappledPicture(width, height * 2).pixels;
  let seq = 0;
  let showing = false;
  const timer = setInterval(async () => {
    if (showing) return;
    showing = true;
    const from = ((seq * 4) % height) * width * 3;
    const pixels = slide.subarray(from, from + width * height * 3) as Frame['pixels'];
    const capturedAtNs = process.hrtime.bigint();
    await video.show({ seq: seq++, width, height, pixels, capturedAtNs, release: () => undefined }, CONTENT);
    showing = false;
  }, 1000 / fps);
  return () => clearInterval(timer);
}

/** A player that plays; returns what makes it leave. */
async function join(): Promise<() => Promise<void>> {
  const { player, sdp } = await asked('offer', { type: 'offer' });
  const { id, answer } = await video.join(sdp);
  const plays = told('plays', player);
  players.send({ type: 'answer', player, sdp: answer } satisfies Order);
  await plays;
  return async () => {
    // It may have ended by itself.
    await video.leave(id).catch(() => undefined);
    const closed = told('closed', player);
    players.send({ type: 'close', player } satisfies Order);
    await closed;
  };
}

async function joinAndLeave(times: number): Promise<void> {
  for (let done = 0; done < times; done += AT_ONCE) {
    const leaves: (() => Promise<void>)[] = [];
    for (let i = 0; i < AT_ONCE; i++) leaves.push(await join());
    await Promise.all(leaves.map((leave) => leave()));
  }
}

async function watched(): Promise<{ rate: number; share: number }> {
  await pause(3000);
  await asked('count', { type: 'count' });
  const before = processorSeconds(process.pid);
  await pause(seconds * 1000);
  const share = secondsBetween(before, processorSeconds(process.pid)) / seconds;
  const { pictures } = await asked('count', { type: 'count' });
  const rate = Math.min(...pictures) / seconds;
  console.log(`${String(pictures.length).padStart(7)}  ${rate.toFixed(1).padStart(18)}  ${share.toFixed(3)}`);
  return { rate, share };
}

/** What is open once all have left and the encoder is gone. */
async function standing() {
  while (video.rungs.full.pid !== null) await pause(50);
  await pause(2000);
  globalThis.gc?.();
  return {
    residentMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
    heapMiB: Math.round(process.memoryUsage().heapUsed / 2 ** 20),
    files: readdirSync('/proc/self/fd').length,
    resources: process.getActiveResourcesInfo().length,
    encoders: video.rungs.full.pid === null ? 0 : 1,
  };
}

type ReportOf<Type extends Report['type']> = Extract<Report, { type: Type }>;

function asked<Type extends Report['type']>(type: Type, order: Order): Promise<ReportOf<Type>> {
  const report = told(type);
  players.send(order);
  return report;
}

function told<Type extends Report['type']>(type: Type, player?: number): Promise<ReportOf<Type>> {
  return new Promise((resolve) => {
    const hear = (report: Report): void => {
      if (report.type !== type || (player !== undefined && 'player' in report && report.player !== player))
        return;
      (players as ChildProcess).off('message', hear);
      resolve(report as ReportOf<Type>);
    };
    players.on('message', hear);
  });
}
