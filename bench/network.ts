/**
 * Live video by WebRTC over worse and worse networks, as a real browser gets it from a real daemon:
 *
 *   sudo node bench/network.ts [--seconds 10]
 *
 * Daemon, coturn and Chromium run in network namespaces of their own (test/network), which needs root. Loss and delay
 * are those between the viewer and the gate before the instrument; the player is @eyevinn/webrtc-player.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { forwardedPorts, turnDoor, turnServer } from '../test/network/two-sites.ts';
import { VIDEO_PORTS, WatchedInstrument } from '../test/network/watched-instrument.ts';
import { waitUntil } from '../test/support/wait-until.ts';
import { route, watched } from '../test/support/whep-player.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
const seconds = Number(values.seconds);
const LOSSES = [0, 0.01, 0.05];
const ROUND_TRIPS_MS = [0, 50, 200];
const WAYS = {
  forwarded: { gate: { udp: forwardedPorts(VIDEO_PORTS) }, iceServers: [] },
  relay: { gate: { udp: [turnDoor] }, iceServers: [turnServer] },
} as const;

/** Keeps RTP timestamp and time of each picture that is shown from now on. */
const NOTE_SHOWN = `(() => {
  const video = document.querySelector('video');
  const shown = [];
  const note = (now, { rtpTimestamp }) => {
    shown.push([rtpTimestamp, performance.now()]);
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
  shownPictures = () => shown;
})()`;

const folder = mkdtempSync(join(tmpdir(), 'hematovision-bench-'));
const instrument = await WatchedInstrument.start(folder);
try {
  console.log('way        loss  round trip  first frame  frames/s  latency p50   p95  freezes  width');
  for (const way of ['forwarded', 'relay'] as const)
    for (const roundTripMs of ROUND_TRIPS_MS)
      for (const lossShare of LOSSES) console.log(await row(way, { lossShare, roundTripMs }));
} finally {
  await instrument.close();
  rmSync(folder, { recursive: true, force: true });
}

async function row(
  way: keyof typeof WAYS,
  { lossShare, roundTripMs }: { lossShare: number; roundTripMs: number },
): Promise<string> {
  const { gate, iceServers } = WAYS[way];
  const closeGate = await instrument.openGate({ ...gate, lossShare, delayMs: roundTripMs / 2 });
  const page = await instrument.watch({ iceServers });
  try {
    await waitUntil('the video runs', async () => (await watched(page)).firstFrameMs, 30_000);
    await page.evaluate(NOTE_SHOWN);
    await sleep(seconds * 1000);
    const latenciesMs = await shownLatenciesMs(page);
    const { firstFrameMs, width } = await watched(page);
    const { freezeCount } = await route(page);
    const at = (share: number) => latenciesMs[Math.ceil(share * latenciesMs.length) - 1]?.toFixed(0) ?? '-';
    return [
      way.padEnd(9),
      `${(lossShare * 100).toFixed(0)} %`.padStart(5),
      `${roundTripMs} ms`.padStart(10),
      `${firstFrameMs?.toFixed(0)} ms`.padStart(11),
      (latenciesMs.length / seconds).toFixed(1).padStart(8),
      `${at(0.5)} ms`.padStart(11),
      at(0.95).padStart(4),
      String(freezeCount).padStart(7),
      String(width).padStart(5),
    ].join('  ');
  } catch (fault) {
    return `${way}  ${lossShare * 100} %  ${roundTripMs} ms: ${fault instanceof Error ? fault.message : fault}`;
  } finally {
    await page.close();
    await closeGate();
  }
}

/**
 * From capture to shown, sorted. RTP timestamps are the daemon's monotonic clock at 90 kHz, which is that of every
 * process on this machine; only the browser's clock must be compared.
 */
async function shownLatenciesMs(page: Page): Promise<number[]> {
  const offsetMs = await browserClockOffsetMs(page);
  const shown = (await page.evaluate('shownPictures()')) as readonly (readonly [number, number])[];
  return shown
    .map(([rtpTimestamp, shownAtMs]) => {
      const ticks = (BigInt(Math.round((shownAtMs + offsetMs) * 90)) - BigInt(rtpTimestamp)) & 0xffff_ffffn;
      return Number(ticks) / 90;
    })
    .toSorted((a, b) => a - b);
}

/** What to add to the page's clock to have this machine's; of several questions the quickest answered one counts. */
async function browserClockOffsetMs(page: Page): Promise<number> {
  const tries: { tookMs: number; offsetMs: number }[] = [];
  for (let i = 0; i < 10; i++) {
    const askedMs = monotonicMs();
    const pageMs = (await page.evaluate('performance.now()')) as number;
    const answeredMs = monotonicMs();
    tries.push({ tookMs: answeredMs - askedMs, offsetMs: (askedMs + answeredMs) / 2 - pageMs });
  }
  return tries.reduce((best, one) => (one.tookMs < best.tookMs ? one : best)).offsetMs;
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
