/** From `serve` to the first picture at a WebSocket viewer, on a warm machine: `node bench/start.ts [--rounds 5]` */
import { parseArgs } from 'node:util';
import { percentile } from './percentile.ts';
import { tellRow } from './row.ts';
import { startInstrument } from './running-instrument.ts';

const MOST_MS = 3000;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const timesMs: number[] = [];
console.log('round  listening ms  first picture ms  resident MiB');
// The first one warms the machine up: files in memory, code compiled.
for (let round = 0; round <= Number(values.rounds); round += 1) {
  const startedMs = performance.now();
  const instrument = await startInstrument('simulator');
  try {
    const listeningMs = performance.now() - startedMs;
    const pictureMs = await new Promise<number>((resolve) => {
      const viewer = instrument.watch(() => {
        viewer.close();
        resolve(performance.now() - startedMs);
      });
    });
    const columns = [listeningMs, pictureMs, instrument.residentMiB()].map((value) => value.toFixed(0));
    console.log(`${round}  ${columns.map((column) => column.padStart(12)).join('  ')}`);
    if (round > 0) timesMs.push(pictureMs);
  } finally {
    await instrument.stop();
  }
}
const middleMs = percentile(timesMs, 0.5);
tellRow({
  measure: 'start, `serve` to the first picture at a viewer',
  beside: '–',
  figure: `${(middleMs / 1000).toFixed(1)} s`,
  reach: `≤ ${MOST_MS / 1000} s`,
  held: middleMs <= MOST_MS,
});
