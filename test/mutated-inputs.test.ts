/**
 * What comes in at every door, damaged at random. Whatever it is, it is refused or taken: nothing may crash, hang or
 * go unhandled (vitest fails on that by itself). HEMATOVISION_MUTATIONS=25000 runs as many at each door; few by default.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { parseConfig, printConfig } from '../src/config.ts';
import { ERROR_HINTS, HematovisionError } from '../src/core/errors.ts';
import { decodePictureBytes } from '../src/inference/decode-picture.ts';
import { answerCommand, type CommandHandlers } from '../src/lab/commands.ts';
import { loadConfig } from '../src/load-config.ts';
import { serveApp } from './server/serve-app.ts';
import { Mutator } from './support/mutate.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const TIMES = Number(process.env.HEMATOVISION_MUTATIONS ?? 300);
const LIMIT = { timeout: 60_000 + TIMES * 100 };
const SEED = 20_261_121;
const MESSAGES_A_VIEWER = 10;

/** Whether a fault is one a person can be told. */
function expectTold(fault: unknown): void {
  if (!(fault instanceof HematovisionError)) throw fault;
  expect(Object.keys(ERROR_HINTS)).toContain(fault.code);
}

const REQUESTS = [
  'GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET /api/sessions?accession=S-1&limit=10&from=2026-01-01 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET /api/cells/0198/crop.jpg HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=0-9\r\n\r\n',
  'GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  'GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
  'POST /api/access/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 32\r\n\r\n{"name":"ada","password":"wrong"}',
  'POST /api/pictures HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\xff\xd8\xff\xe0\r\n0\r\n\r\n',
];
const BODIES: readonly (readonly [method: string, path: string, body: object])[] = [
  [
    'POST',
    '/api/sessions',
    { accession: 'S-1', age: { value: 3, unit: 'days' }, wbcCount: 7.5, target: 100 },
  ],
  ['PATCH', '/api/sessions/01980000-0000-7000-8000-000000000001', { target: 200, sex: 'female' }],
  ['POST', '/api/accounts', { name: 'ada', role: 'viewer', password: 'correct horse battery' }],
  [
    'POST',
    '/api/sessions/01980000-0000-7000-8000-000000000001/decisions',
    { reading: 'first', decisions: [{ cell: 'c', class: 'monocyte' }] },
  ],
  ['POST', '/api/sessions/01980000-0000-7000-8000-000000000001/sign', { revision: 3, comment: 'x' }],
];

describe('damaged input', LIMIT, () => {
  it('as bytes of HTTP', async () => {
    const { url } = await serveApp();
    const { port } = new URL(url);
    const mutator = new Mutator(SEED);
    for (let time = 0; time < TIMES; time += 1) {
      const socket = connect(Number(port), '127.0.0.1');
      // The server may hang up first: that is an answer.
      socket.on('error', () => undefined);
      socket.end(mutator.mutate(Buffer.from(mutator.pick(REQUESTS), 'latin1')));
      socket.resume();
      socket.setTimeout(500, () => socket.destroy());
      await once(socket, 'close');
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('as JSON of the API', async () => {
    const { url } = await serveApp();
    const mutator = new Mutator(SEED + 1);
    const statuses = new Map<number, number>();
    for (let time = 0; time < TIMES; time += 1) {
      const [method, path, body] = mutator.pick(BODIES);
      const headers = { 'content-type': 'application/json', origin: url };
      const response = await fetch(url + path, {
        method,
        headers,
        body: mutator.mutate(JSON.stringify(body)),
      });
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
    // A fault of ours would be 500.
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
    expect(statuses.get(400)).toBeGreaterThan(0);
  });

  it('as messages of the live WebSocket', async () => {
    const { url } = await serveApp();
    const mutator = new Mutator(SEED + 2);
    const messages = [
      '{"type":"pictures","wanted":false}',
      '{"type":"echo","id":7}',
      '{"type":"hello","seq":1}',
    ];
    const open = async () => {
      const viewer = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: { origin: url } });
      viewer.on('error', () => undefined);
      await once(viewer, 'open');
      return viewer;
    };
    for (let sent = 0; sent < TIMES; sent += MESSAGES_A_VIEWER) {
      const viewer = await open();
      for (let message = 1; message < MESSAGES_A_VIEWER; message += 1)
        viewer.send(mutator.mutate(mutator.pick(messages)), { binary: message % 2 === 0 });
      // At last bytes that are no frame at all.
      const { _socket: socket } = viewer as unknown as { readonly _socket: Socket };
      await new Promise((resolve) => socket.write(mutator.mutate('\x81\x85\0\0\0\0hello'), resolve));
      viewer.terminate();
      await once(viewer, 'close');
    }
    const last = await open();
    last.terminate();
  });

  it('as commands and readings over MQTT', async () => {
    const handler = async () => ({ ok: true });
    const handlers: CommandHandlers = {
      ...{ start: handler, end: handler, status: handler, snapshot: handler, order: handler },
      hemocytometer: handler,
    };
    const mutator = new Mutator(SEED + 3);
    const verbs = ['start', 'end', 'status', 'snapshot', 'order', 'hemocytometer', '__proto__'];
    const payloads = BODIES.map(([, , body]) => JSON.stringify(body));
    for (let time = 0; time < TIMES; time += 1) {
      const command = {
        verb: mutator.pick(verbs),
        payload: mutator.mutate(mutator.pick(payloads)).toString(),
      };
      const answer = await answerCommand(command, handlers, (fault) => {
        throw fault;
      });
      expect(typeof answer.ok).toBe('boolean');
    }
  });

  it('as pictures', async () => {
    const drawn = sharp({ create: { width: 64, height: 48, channels: 3, background: '#a050b0' } });
    const pictures = [
      await drawn.clone().jpeg().toBuffer(),
      await drawn.clone().png().toBuffer(),
      await drawn.clone().webp().toBuffer(),
      await drawn.clone().tiff().toBuffer(),
    ];
    const mutator = new Mutator(SEED + 4);
    for (let time = 0; time < TIMES; time += 1) {
      const content = mutator.mutate(mutator.pick(pictures));
      await decodePictureBytes(content, { name: 'mutated', mostPixels: 1e6 }).catch(expectTold);
    }
  });

  it('as settings', () => {
    const path = join(temporaryFolder(), 'config.yaml');
    const sound = printConfig(parseConfig({}, 'test'));
    const mutator = new Mutator(SEED + 5);
    for (let time = 0; time < TIMES; time += 1) {
      writeFileSync(path, mutator.mutate(sound));
      try {
        loadConfig(path, {});
      } catch (fault) {
        expectTold(fault);
      }
    }
  });
});
