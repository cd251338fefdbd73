import { existsSync, mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import Client, { Message } from 'node-hl7-client';
import { v7 as newId } from 'uuid';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mllpFrame } from '../../../src/lab/mllp-frame.ts';
import { askOverMllp } from '../../../src/lab/mllp-line.ts';
import { openMllpListener } from '../../../src/lab/mllp-listener.ts';
import { watchOrderFolder } from '../../../src/lab/orders/order-folder.ts';
import { takeHl7Order } from '../../../src/lab/orders/take-hl7-order.ts';
import { takingOrders } from '../../../src/lab/orders/take-orders.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { readableLog } from '../facts.ts';
import { openTestStore } from '../line.ts';
import { fhirOrder, hl7Order, PLANTED } from './order-messages.ts';

const NEVER = new AbortController().signal;

async function openListener() {
  const store = openTestStore();
  const { log, lines } = readableLog();
  const door = { take: takingOrders(store.orders), log, now: () => new Date(), newId };
  const answer = (message: string) => takeHl7Order(message, door);
  const listener = await openMllpListener({ host: '127.0.0.1', port: 0, answer, log });
  onTestFinished(() => listener.close());
  const ask = (message: string) =>
    askOverMllp(
      { host: '127.0.0.1', port: listener.port, answerWithinMs: 5000 },
      { message, answerOf: (answered) => answered.split('\r') },
      NEVER,
    );
  return { store, listener, ask, lines };
}

describe('orders over MLLP', () => {
  it('are taken from a sender of others', async () => {
    const { store, listener } = await openListener();
    const client = new Client({ host: '127.0.0.1', version: '2.5.1' });
    const answers: string[] = [];
    const connection = client.createConnection(
      { port: listener.port, version: '2.5.1' },
      async (response) => {
        answers.push(response.getMessage().get('MSA.1').toString());
      },
    );
    onTestFinished(async () => void (await connection.close()));
    await connection.sendMessage(new Message({ text: hl7Order({ accession: '26-1' }).trimEnd() }));
    await waitUntil('it is answered', () => answers.length === 1);
    expect(answers).toEqual(['AA']);
    expect(store.orders.get('26-1')).toMatchObject({ source: 'hl7', sex: 'male', state: 'waiting' });
  });

  it('are answered with their control id, by the type that belongs to theirs', async () => {
    const { ask } = await openListener();
    const [header, msa] = await ask(hl7Order({ accession: '26-1', id: 'X|1'.replace('|', '\\F\\') }));
    expect(header).toMatch(
      /^MSH\|\^~\\&\|HematoVision\|ward-3\|LIS\|HOSP\|\d{14}\+0000\|\|ORR\^O02\^ORR_O02\|/,
    );
    expect(msa).toBe('MSA|AA|X\\F\\1');
    const [labHeader] = await ask(hl7Order({ accession: '26-1', type: 'OML^O21' }));
    expect(labHeader).toContain('|ORL^O22^ORL_O22|');
  });

  it.each([
    ['AE', hl7Order({ accession: 'not an accession' }), '102'],
    ['AE', hl7Order({ accession: '26-404', control: 'CA' }), '204'],
    ['AR', hl7Order({ accession: '26-1', type: 'ADT^A01' }), '200'],
  ])('are refused with %s and the reason', async (code, message, error) => {
    const { ask, store, lines } = await openListener();
    const [, msa, err] = await ask(message);
    expect(msa).toBe(`MSA|${code}|M1`);
    expect(err).toMatch(new RegExp(`^ERR\\|\\|\\|${error}\\|E\\|\\|\\|\\|.+`));
    expect(store.orders.list(['waiting'])).toEqual([]);
    for (const planted of PLANTED) expect(lines()).not.toContain(planted);
  });

  it('are to be sent again when they could not be written down', async () => {
    const { ask, store, lines } = await openListener();
    store.close();
    const [, msa, err] = await ask(hl7Order({ accession: '26-1' }));
    expect([msa, err]).toEqual(['MSA|AR|M1', expect.stringContaining('ERR|||207|')]);
    expect(lines()).toContain('could not be taken');
  });

  it('hang up on what is no HL7, and go on listening', async () => {
    const { listener, ask } = await openListener();
    const socket = connect(listener.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(mllpFrame('GET / HTTP/1.1'));
    await closed;
    expect((await ask(hl7Order({ accession: '26-1' })))[1]).toBe('MSA|AA|M1');
  });

  it('say which address is taken', async () => {
    const { listener } = await openListener();
    const { log } = readableLog();
    const again = openMllpListener({ host: '127.0.0.1', port: listener.port, answer: () => null, log });
    await expect(again).rejects.toMatchObject({ code: 'port-in-use' });
  });
});

describe('orders in a folder', () => {
  function watch(folder = temporaryFolder()) {
    const store = openTestStore();
    const { log, lines } = readableLog();
    const take = takingOrders(store.orders);
    const watched = watchOrderFolder({ folder, take, log, now: () => new Date() });
    onTestFinished(() => watched.close());
    const put = (name: string, text: string) => {
      writeFileSync(join(folder, `.${name}`), text);
      renameSync(join(folder, `.${name}`), join(folder, name));
    };
    return { store, folder, put, lines };
  }

  it('are taken and deleted', async () => {
    const { store, folder, put } = watch();
    put('order.json', JSON.stringify(fhirOrder('26-1')));
    await waitUntil('it is taken', () => readdirSync(folder).length === 0);
    expect(store.orders.get('26-1')).toMatchObject({ source: 'fhir', sex: 'male' });
  });

  it('that are none are put aside and do not stop the others; no file is named in the log', async () => {
    const { store, folder, put, lines } = watch();
    put('Featherstonehaugh.json', '{"resourceType":"Patient"}');
    put('z.json', JSON.stringify(fhirOrder('26-2')));
    await waitUntil('both were seen', () => store.orders.get('26-2') && readdirSync(folder).length === 1);
    expect(readdirSync(folder)).toEqual(['Featherstonehaugh.json.refused']);
    expect(lines()).toContain('was refused');
    for (const planted of PLANTED) expect(lines()).not.toContain(planted);
  });

  it('are left alone while they are being written', async () => {
    const { store, folder, put } = watch();
    put('half.json', '{"resourceType":"Serv');
    put('z.json', JSON.stringify(fhirOrder('26-3')));
    await waitUntil('the whole one is taken', () => store.orders.get('26-3'));
    expect(existsSync(join(folder, 'half.json'))).toBe(true);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(folder, 'half.json'), longAgo, longAgo);
    await waitUntil('it is given up', () => existsSync(join(folder, 'half.json.refused')));
  });

  it('are taken as soon as the folder is there', async () => {
    const folder = join(temporaryFolder(), 'later');
    const { store, put, lines } = watch(folder);
    await waitUntil('it says so', () => lines().includes('cannot be read'));
    mkdirSync(folder);
    put('order.json', JSON.stringify(fhirOrder('26-4')));
    await waitUntil('it is taken', () => store.orders.get('26-4'));
  });
});
