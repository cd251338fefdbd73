import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { decodeFrameMessage, serverMessage } from '../../src/core/wire/live.ts';
import { spawnDaemon } from './spawn-daemon.ts';

const ECHO_MS = 500;
const LOOK_MS = 250;
const LEAST_PICTURES = 5;
/** What a start leaves behind is let go of before anything is measured. */
const SETTLE_MS = 20_000;

export interface CrowdFigures {
  readonly residentMiB: number;
  /** Pictures that a normal viewer was shown. */
  readonly perSecond: number;
  /** Of each picture when a normal viewer has it: until it was sent, and what an echo takes. */
  readonly agesMs: readonly number[];
}

export interface CrowdOptions {
  readonly viewers: number;
  /** For each of the three measurements, and until every normal viewer was shown some pictures. */
  readonly seconds: number;
  readonly folder: string;
  readonly settleMs?: number;
  /** Of the instrument; default: the simulated microscope. */
  readonly settings?: object;
}

/** Watches the real instrument: one viewer, then many, then one more that never reads and comes back when it is cut off. */
export async function crowd({ viewers, seconds, folder, settleMs = SETTLE_MS, settings }: CrowdOptions) {
  const daemon = spawnDaemon(folder, { lab: { broker: 'off' }, ...settings });
  const open = new Set<WebSocket>();
  try {
    const url = (await daemon.url).replace('http', 'ws');
    const pid = daemon.child.pid ?? 0;
    /** Of each normal viewer. */
    const ages: number[][] = [];
    const join = () => {
      const mine: number[] = [];
      ages.push(mine);
      watch(`${url}/live`, open, (ageMs) => mine.push(ageMs));
    };
    const measure = async (): Promise<CrowdFigures> => {
      await sleep(settleMs);
      for (const mine of ages) mine.length = 0;
      const resident: number[] = [];
      const startedMs = performance.now();
      const tookS = () => (performance.now() - startedMs) / 1000;
      while (tookS() < seconds || ages.some((mine) => mine.length < LEAST_PICTURES)) {
        resident.push(residentMiB(pid));
        await sleep(LOOK_MS);
      }
      const agesMs = ages.flat();
      return { residentMiB: median(resident), perSecond: agesMs.length / tookS() / ages.length, agesMs };
    };
    join();
    const alone = await measure();
    while (ages.length < viewers) join();
    const watched = await measure();
    stall(`${url}/live`, open);
    return { alone, watched, stalled: await measure() };
  } finally {
    for (const socket of open) socket.removeAllListeners('close').terminate();
    await daemon.end('SIGTERM');
  }
}

/** A viewer that reads all, and asks again and again how long an answer takes. */
function watch(url: string, open: Set<WebSocket>, seen: (ageMs: number) => void): void {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  open.add(socket);
  let echoMs = 0;
  let askedMs = performance.now();
  const ask = (id: number) => {
    askedMs = performance.now();
    socket.send(JSON.stringify({ type: 'echo', id }));
  };
  socket.on('open', () => ask(0));
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      seen(decodeFrameMessage(data as ArrayBuffer).header.ageMs + echoMs);
      return;
    }
    const message = serverMessage.parse(JSON.parse(new TextDecoder().decode(data as ArrayBuffer)));
    if (message.type !== 'echo') return;
    echoMs = performance.now() - askedMs;
    setTimeout(() => socket.readyState === WebSocket.OPEN && ask(message.id + 1), ECHO_MS);
  });
}

/** A viewer that never reads; cut off, it comes again, as a browser does. */
function stall(url: string, open: Set<WebSocket>): void {
  const socket = new WebSocket(url);
  open.add(socket);
  socket.on('open', () => socket.pause());
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open.delete(socket);
    stall(url, open);
  });
}

/** From /proc: the launcher execs Node, so the child is Node itself. */
function residentMiB(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) / 1024;
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
}
