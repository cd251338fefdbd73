// Some appliances that count slide after slide: `node appliance-group.ts URLS FOLDER FIRST COUNT SLIDES PACE_MS`.
// Every third slide is signed, every sixth corrected afterwards. It says `ready` when all are connected, counts from
// the first line it reads, says `done` when the broker has everything, and ends with its input.
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Appliance } from './appliance.ts';
import { FLEET_ACCOUNT, SITE } from './fleet.ts';

const [urls = '', folder = '', first = '', count = '', slides = '', pace = ''] = process.argv.slice(2);
const brokers = urls.split(' ');
const numbers = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
const appliances = numbers.map((number) => {
  const device = `scope-${number}`;
  // Each begins with another broker, so that all have as much to do.
  const turn = number % brokers.length;
  const turned = [...brokers.slice(turn), ...brokers.slice(0, turn)];
  const place = { site: SITE, device, directory: join(folder, device), brokers: turned };
  return new Appliance({ ...place, ...FLEET_ACCOUNT });
});
const input = createInterface(process.stdin);
while (appliances.some(({ link }) => link.state !== 'connected')) await sleep(20);
process.stdout.write('ready\n');
await once(input, 'line');
await Promise.all(appliances.map(work));
while (appliances.some(({ link }) => link.waiting > 0)) await sleep(20);
process.stdout.write('done\n');
await once(input, 'close');
for (const appliance of appliances) await appliance.close();

async function work(appliance: Appliance): Promise<void> {
  for (let slide = 1; slide <= Number(slides); slide += 1) {
    await sleep(Number(pace) * 2 * Math.random());
    const session = appliance.count();
    if (slide % 3 === 0) appliance.sign(session);
    if (slide % 6 === 0) appliance.correct(session);
  }
}
