import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DifferentialSnapshot } from '../src/core/types.ts';
import type { LaboratoryOrder } from '../src/core/wire/order.ts';
import type { Decided, ReviewCell } from '../src/core/wire/review.ts';
import { askOverMllp } from '../src/lab/mllp-line.ts';
import { startHl7Receiver } from './lab/hl7-receiver.ts';
import { freePort } from './lab/mosquitto-process.ts';
import { fhirOrder, hl7Order, PLANTED } from './lab/orders/order-messages.ts';
import { startDaemon } from './support/daemon.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';

/** A device with every way to the laboratory open. */
async function startInLaboratory() {
  const folder = temporaryFolder();
  const [listenPort, brokerPort] = [await freePort(), await freePort()];
  const receiver = await startHl7Receiver();
  const orders = join(folder, 'orders');
  mkdirSync(orders);
  const drop = join(folder, 'drop');
  const data = join(folder, 'data');
  const lab = {
    ...{ embeddedPort: brokerPort, orderFolder: orders, unknownAccessions: 'refuse', drop: { folder: drop } },
    hl7: { host: '127.0.0.1', port: receiver.port, listenPort },
  };
  const config = join(folder, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({ site: 'ward-3', device: 'scope-1', logLevel: 'trace', dataDirectory: data, lab }),
  );
  const daemon = await startDaemon(['--config', config, '--source', 'simulator']);
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${daemon.url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const order = (message: string) =>
    askOverMllp(
      { host: '127.0.0.1', port: listenPort, answerWithinMs: 10_000 },
      { message, answerOf: (answer) => answer.split('\r')[1] ?? null },
      new AbortController().signal,
    );
  return { daemon, receiver, ask, order, orders, drop, data, brokerPort };
}

/** All that the device says over MQTT. */
async function listenToEverything(port: number) {
  const heard: string[] = [];
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
  onTestFinished(async () => void (await client.endAsync()));
  client.on('message', (topic, payload) => {
    if (!topic.includes('/cmd/')) heard.push(`${topic} ${payload}`);
  });
  await client.subscribeAsync('#');
  return { heard, client };
}

type Ask = Awaited<ReturnType<typeof startInLaboratory>>['ask'];

/** Counts some cells of the simulated slide, confirms each, and signs. */
async function countAndSign(ask: Ask, accession: string): Promise<string> {
  await ask('/api/sessions', { accession });
  const current = () => ask<DifferentialSnapshot>('/api/sessions/current');
  await waitUntil('some cells are counted', async () => (await current()).n >= 3, 60_000);
  const { session } = await ask<DifferentialSnapshot>('/api/sessions/current/end', {});
  const { cells } = await ask<{ cells: ReviewCell[] }>(`/api/sessions/${session}/cells`);
  const decisions = cells.map(({ id, class: name }) => ({
    cell: id,
    class: name === null || name === 'unclassified' ? 'lymphocyte' : name,
  }));
  const { snapshot } = await ask<Decided>(`/api/sessions/${session}/decisions`, {
    reading: 'first',
    decisions,
  });
  await ask(`/api/sessions/${session}/sign`, { revision: snapshot.revision, comment: 'Checked.' });
  return session;
}

function bytesBelow(folder: string): { readonly names: string; readonly bytes: string } {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = paths.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  // Latin-1 keeps every byte as one letter: text is found in a database as well.
  return { names: files.join('\n'), bytes: files.map((path) => readFileSync(path, 'latin1')).join('\n') };
}

describe('from order to report', () => {
  it('takes orders in, sends signed results out, and keeps no name and no birth date', async () => {
    const device = await startInLaboratory();
    const { daemon, receiver, ask, order, orders, drop, data, brokerPort } = device;
    const { heard, client } = await listenToEverything(brokerPort);

    expect(await order(hl7Order({ accession: '26-1' }))).toBe('MSA|AA|M1');
    expect(await order(hl7Order({ accession: 'Featherstonehaugh Marmaduke' }))).toBe('MSA|AE|M1');
    writeFileSync(join(orders, 'Featherstonehaugh-1983-01-17.json'), JSON.stringify(fhirOrder('26-2')));
    await client.publishAsync(
      'hematovision/v1/ward-3/scope-1/cmd/order',
      JSON.stringify({ accession: '26-3', name: 'Featherstonehaugh' }),
    );
    await waitUntil('the strange command is answered', () =>
      heard.some((told) => /answer\/order.*"ok":false/.test(told)),
    );
    await waitUntil('both orders wait', async () => {
      const { orders: waiting } = await ask<{ orders: LaboratoryOrder[] }>('/api/orders');
      return waiting.length === 2;
    });
    expect(await ask<LaboratoryOrder>('/api/orders/26-1')).toMatchObject({
      ...{ age: { value: 43, unit: 'years' }, sex: 'male', priority: 'stat', state: 'waiting' },
    });
    const before = await ask<DifferentialSnapshot>('/api/sessions/current');
    await expect(ask('/api/sessions', { accession: '26-404' })).rejects.toThrow(/409.*accession-unknown/);
    const after = await ask<DifferentialSnapshot>('/api/sessions/current');
    expect([after.session, after.status], 'the running count goes on').toEqual([before.session, 'counting']);

    const session = await countAndSign(ask, '26-1');
    await waitUntil('the result has arrived everywhere', () => {
      const files = bytesBelow(drop).names;
      return (
        receiver.taken.length === 1 && ['.hl7', '.fhir.json', '.pdf'].every((end) => files.includes(end))
      );
    });
    expect(receiver.taken[0]).toContain('OBR|1||26-1|24318-8^');
    expect(receiver.taken[0]).toMatch(/\|F\|/);
    expect(await ask<LaboratoryOrder>('/api/orders/26-1')).toMatchObject({ state: 'done' });
    expect(heard.some((message) => message.includes(`session/${session}/result`))).toBe(true);

    const metrics = await (await fetch(`${daemon.url}/metrics`)).text();
    expect(await daemon.stop()).toBe(0);
    const [kept, dropped] = [bytesBelow(data), bytesBelow(drop)];
    const told = [daemon.stdout(), daemon.stderr(), metrics, heard.join('\n')];
    const everything = [
      ...told,
      kept.names,
      kept.bytes,
      dropped.names,
      dropped.bytes,
      ...receiver.taken,
    ].join('\n');
    expect(everything, 'something was written at all').toContain('26-1');
    for (const planted of PLANTED) expect(everything.includes(planted), planted).toBe(false);
  }, 180_000);
});
