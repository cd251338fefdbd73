import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { DEVICE, SITE, snapshotOf, tallyOf } from './facts.ts';
import { BASE, endOne, openLine, openTestStore } from './line.ts';
import { listenTo } from './listener.ts';
import { startMosquitto } from './mosquitto.ts';
import { startNodeRed } from './node-red-process.ts';

interface Shown {
  readonly state?: string;
  readonly count?: {
    readonly n: number;
    readonly classes: readonly object[];
    readonly flags: readonly object[];
  };
  readonly lastResult?: { readonly seq: number; readonly id: string };
}

it('the Node-RED flow shows counts and flags, and stores each result once', {
  timeout: 180_000,
}, async () => {
  const broker = await startMosquitto();
  const folder = temporaryFolder();
  const results = join(folder, 'results');
  mkdirSync(join(folder, 'node-red'));
  const url = await startNodeRed(join(folder, 'node-red'), {
    HEMATOVISION_BROKER: broker.url,
    HEMATOVISION_RESULTS: results,
  });
  const store = openTestStore();
  const line = openLine(broker.url, store);
  const shown = async (fits: (instrument: Shown) => unknown) =>
    waitUntil('the page tells it', async () => {
      const answer = await fetch(`${url}/hematovision/instruments`);
      const [instrument] = (await answer.json()) as Shown[];
      return instrument && fits(instrument) ? instrument : null;
    });

  const session = store.startSession({ accession: 'A-4711' });
  line.publishProgress(snapshotOf(session, tallyOf({ lymphocyte: 60, myelocyte: 3, monocyte: 37 })));
  const counted = await shown(({ count }) => count?.n === 100);
  expect(counted).toMatchObject({ site: SITE, device: DEVICE, state: 'online' });
  expect(counted.count?.classes).toContainEqual(expect.objectContaining({ class: 'lymphocyte', count: 60 }));
  expect(counted.count?.flags).toContainEqual(expect.objectContaining({ of: 'myelocyte' }));
  expect(JSON.stringify(counted)).not.toContain('A-4711');
  store.endSession(session.id, () => []);

  const ids = [endOne(store), endOne(store)];
  line.added();
  const told = await shown(({ lastResult }) => lastResult?.seq === 3);
  const stored = () => (existsSync(results) ? readdirSync(results) : []);
  await waitUntil('both are files', () => stored().length === 2);
  const path = join(results, `${told.lastResult?.id}.json`);
  const kept = await waitUntil('the last one is written', () => {
    const text = readFileSync(path, 'utf8');
    return text.endsWith('}') && text;
  });
  expect(JSON.parse(kept)).toMatchObject({ session: { id: ids[1], accession: 'A-17' }, seq: 3 });

  // A repeat, as QoS 1 may bring it.
  const laboratory = await listenTo(broker.url);
  await laboratory.client.publishAsync(`${BASE}/session/${ids[1]}/result`, JSON.stringify(JSON.parse(kept)), {
    qos: 1,
  });
  await line.close();
  await shown(({ state }) => state === 'stopped');
  expect(stored()).toHaveLength(2);

  const page = await fetch(`${url}/hematovision`);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('Not a medical device');
});
