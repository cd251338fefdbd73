/**
 * What a further viewer costs: the real daemon with one viewer, then with twenty, all by WebSocket.
 * `node bench/viewers.ts [--seconds 15]`; bench/webrtc.ts does the same for WebRTC.
 */
import { parseArgs } from 'node:util';
import type { WebSocket } from 'ws';
import { processorSeconds, secondsBetween } from './processor-time.ts';
import { tellRow } from './row.ts';
import { type RunningInstrument, startInstrument } from './running-instrument.ts';

const VIEWERS = 20;
const RATE = 30;
/** Pictures a second that still count as all. */
const HELD_RATE = 0.97 * RATE;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '15' } } });
const instrument = await startInstrument('simulator');
try {
  console.log('viewers  frames/s (slowest)  processor ms a picture, without the models');
  const one = await watch(instrument, 1);
  const many = await watch(instrument, VIEWERS);
  // By the picture, so that pictures a busy machine leaves out do not count as saved.
  const each = (100 * RATE * (many.pictureMs - one.pictureMs)) / 1000 / (VIEWERS - 1);
  tellRow({
    measure: 'a further viewer, WebSocket',
    beside: 'one viewer',
    figure: `${each.toFixed(2)} % of a core at ${RATE} frames/s`,
    reach: '≤ 2 %',
    held: each <= 2,
  });
  tellRow({
    measure: `${VIEWERS} viewers, WebSocket`,
    beside: '–',
    figure: `${many.rate.toFixed(1)} frames/s at the slowest`,
    reach: '30 frames/s',
    held: many.rate >= HELD_RATE,
  });
} finally {
  await instrument.stop();
}

/** Without the threads of the models, whose work depends on what is in view. */
async function watch({ pid, watch: open }: RunningInstrument, count: number) {
  const counts = Array.from({ length: count }, () => 0);
  const sockets = counts.map(
    (_, index): WebSocket =>
      open(() => {
        counts[index] = (counts[index] ?? 0) + 1;
      }),
  );
  await pause(4);
  counts.fill(0);
  const before = processorSeconds(pid);
  const seconds = Number(values.seconds);
  await pause(seconds);
  const used = secondsBetween(before, processorSeconds(pid), (name) => !isModelThread(name));
  const rate = Math.min(...counts) / seconds;
  const pictureMs = (1000 * used) / Math.max(...counts);
  for (const socket of sockets) socket.close();
  console.log(`${String(count).padStart(7)}  ${rate.toFixed(1).padStart(18)}  ${pictureMs.toFixed(2)}`);
  return { rate, pictureMs };
}

function isModelThread(name: string): boolean {
  return name === 'inference' || name === 'simulator';
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
