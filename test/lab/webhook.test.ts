import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openSender, type Sender } from '../../src/lab/senders.ts';
import { webhookDestination, webhookLine } from '../../src/lab/webhook-destination.ts';
import type { Store } from '../../src/store/store.ts';
import { eventually } from './eventually.ts';
import { readableLog } from './facts.ts';
import { endOne, openTestStore } from './line.ts';
import { validatorFor } from './schemas.ts';

const LINE = webhookLine('ward');
const BACKOFF = { firstDelayMs: 5, maxDelayMs: 20, resetAfterMs: 1000 };

interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const servers: Server[] = [];
const senders: Sender[] = [];
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.close();
  for (const server of servers.splice(0)) server.close();
});

/** A program that takes POSTs and answers them as the test says. */
async function program(answer: (response: ServerResponse, count: number) => void, port = 0) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ path: request.url ?? '', headers: request.headers, body });
    answer(response, received.length);
  }).listen(port, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/results?key=s3cret`;
  return { received, url, server };
}

const answering =
  (status: number, headers = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers).end('{"echo":"of what was sent"}');
  };

const tell = (store: Store) => endOne(store, (message) => ({ ...message, destination: LINE }));

function send(store: Store, url: string, secret: string | null = null) {
  const { log, lines } = readableLog();
  const destination = webhookDestination({ name: 'ward', url, secret });
  const sender = openSender(destination, { outbox: store.outbox, log, backoff: BACKOFF });
  senders.push(sender);
  return { sender, lines };
}

describe('a webhook', () => {
  it('gets each result once, in order, as it goes over MQTT', async () => {
    const { received, url } = await program(answering(204));
    const store = openTestStore();
    const ids = [tell(store), tell(store)];
    const { sender } = send(store, url);
    ids.push(tell(store));
    sender.added();
    await eventually(() => store.outbox.count(LINE)).toBe(0);
    const valid = validatorFor('result');
    const results = received.map(({ body }) => JSON.parse(body));
    for (const result of results) expect(valid(result), JSON.stringify(valid.errors)).toBe(true);
    expect(results.map((result) => result.session.id)).toEqual(ids);
    expect(received[0]).toMatchObject({
      path: '/results?key=s3cret',
      headers: { 'content-type': 'application/json', 'webhook-id': results[0].id },
    });
    expect(received[0]?.headers).not.toHaveProperty('webhook-signature');
  });

  it.each([
    { secret: 'a shared secret', key: Buffer.from('a shared secret') },
    {
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      key: Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'),
    },
  ])('signs with $secret as Standard Webhooks says', async ({ secret, key }) => {
    const { received, url } = await program(answering(200));
    const store = openTestStore();
    tell(store);
    send(store, url, secret);
    await eventually(() => received.length).toBe(1);
    const { headers, body } = received[0] as Received;
    const timestamp = String(headers['webhook-timestamp']);
    expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(30);
    const signed = `${headers['webhook-id']}.${timestamp}.${body}`;
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    );
  });

  it('is tried again under the same id while it fails, and no message overtakes', async () => {
    const { received, url } = await program((response, count) => answering(count < 3 ? 503 : 200)(response));
    const store = openTestStore();
    tell(store);
    tell(store);
    const { sender } = send(store, url);
    await eventually(() => sender.problem?.message).toBe('webhook:ward: it answered 503 Service Unavailable');
    await eventually(() => store.outbox.count(LINE)).toBe(0);
    const ids = received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(4);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(sender.problem).toBeNull();
  });

  it('that is away is waited for', async () => {
    const { server, url } = await program(answering(200));
    server.close();
    const store = openTestStore();
    tell(store);
    const { sender, lines } = send(store, url);
    await eventually(() => sender.problem?.message).toMatch(/ECONNREFUSED/);
    expect(store.outbox.count(LINE)).toBe(1);
    // Its address may be a secret.
    expect(`${lines()} ${sender.problem?.message}`).not.toContain('s3cret');
    const back = await program(answering(200), Number(new URL(url).port));
    await eventually(() => back.received.length).toBe(1);
  });

  it('that refuses a message never gets it again; the others go on, and nobody repeats what it said', async () => {
    const { received, url } = await program((response, count) =>
      answering(count === 1 ? 422 : 200)(response),
    );
    const store = openTestStore();
    tell(store);
    tell(store);
    const { lines } = send(store, url);
    await eventually(() => store.outbox.lines()).toEqual([{ destination: LINE, waiting: 0, setAside: 1 }]);
    expect(received).toHaveLength(2);
    expect(lines()).toContain('it answered 422 Unprocessable Entity');
    expect(lines()).not.toContain('echo');
  });

  it('that has moved is not followed to an address that nobody wrote down', async () => {
    const elsewhere = await program(answering(200));
    const { url } = await program(answering(307, { location: elsewhere.url }));
    const store = openTestStore();
    tell(store);
    const { sender } = send(store, url);
    await eventually(() => sender.problem?.message).toMatch(/307/);
    expect(elsewhere.received).toEqual([]);
    expect(store.outbox.count(LINE)).toBe(1);
  });
});
