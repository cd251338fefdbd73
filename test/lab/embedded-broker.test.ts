import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { connectAsync, type IClientOptions } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { Closers } from '../../src/core/closers.ts';
import { startEmbeddedBroker } from '../../src/lab/embedded-broker.ts';
import { startAedes } from './line.ts';
import { freePort } from './mosquitto.ts';

describe('the embedded broker', () => {
  const closers = new Closers();
  afterEach(() => closers.closeAll());

  it('takes the port it was given, and another one when that is taken', async () => {
    const port = await freePort();
    const first = await startAedes({ port });
    expect(first).toMatchObject({ port, url: `mqtt://127.0.0.1:${port}` });
    const second = await startAedes({ port });
    expect(second.port).not.toBe(port);
  });

  it('closes with clients connected, and frees its port', async () => {
    const broker = await startEmbeddedBroker({ port: 0 });
    const client = await connectAsync(broker.url, { protocolVersion: 4, reconnectPeriod: 0 });
    await broker.close();
    await client.endAsync(true);
    const server = createServer().listen(broker.port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  });

  it('lets nobody in without the login it was given', async () => {
    const login = { username: 'bench', password: 'correct horse' };
    const broker = await startEmbeddedBroker({ host: '0.0.0.0', port: 0, login });
    closers.add('broker', () => broker.close());
    const connect = (options: IClientOptions) =>
      connectAsync(broker.url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
    for (const wrong of [{}, { ...login, password: 'correct house' }, { ...login, username: 'mary' }])
      await expect(connect(wrong)).rejects.toThrow(/Not authorized/);
    const client = await connect(login);
    expect(client.connected).toBe(true);
    await client.endAsync(true);
  });

  it.each(['0.0.0.0', '::', '192.0.2.7'])('does not start on %s without a login', async (host) => {
    const started = startEmbeddedBroker({ host, port: 0 });
    await expect(started).rejects.toMatchObject({
      code: 'config-invalid',
      hint: expect.stringContaining('lab.username'),
    });
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one && !one.internal && one.family === 'IPv4');
  it.skipIf(!outside)('cannot be reached from outside this machine', async () => {
    const broker = await startAedes();
    const url = `mqtt://${outside?.address}:${broker.port}`;
    await expect(connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 })).rejects.toThrow(
      /ECONNREFUSED/,
    );
  });
});
