import { request } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { healthMessage } from '../src/core/wire/mqtt.ts';
import { readCertificate } from '../src/server/tls/certificate.ts';
import { listenTo } from './lab/listener.ts';
import { startMosquitto } from './lab/mosquitto.ts';
import { runCommand, startDaemon } from './support/daemon.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const PASSWORD = 'correct horse battery';

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('an instrument that is not the demonstration', () => {
  it('is claimed with the code on its console, takes accounts from the console while it runs, and publishes the head of its audit trail', {
    timeout: 120_000,
  }, async () => {
    const broker = await startMosquitto();
    const laboratory = await listenTo(broker.url, { filter: 'hematovision/v1/#' });
    const data = temporaryFolder();
    const daemon = await startDaemon(['--data', data, '--broker', broker.url], { login: true });
    const code = /claim code +([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(daemon.stdout())?.[1] ?? '';
    expect((await fetch(`${daemon.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${daemon.url}/api/state`)).status).toBe(401);
    const claimed = await post(`${daemon.url}/api/access/claim`, { code, name: 'ada', password: PASSWORD });
    const cookie = claimed.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(`${daemon.url}/api/state`, { headers: { cookie } })).status).toBe(200);

    const added = await runCommand(
      ['user', 'add', 'grace', '--role', 'viewer', '--data', data],
      `${PASSWORD}\n`,
    );
    expect(added.code, added.stderr).toBe(0);
    const signedIn = await post(`${daemon.url}/api/access/sign-in`, { name: 'grace', password: PASSWORD });
    const viewer = { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
    expect((await post(`${daemon.url}/api/sessions`, {}, viewer)).status).toBe(403);
    expect((await post(`${daemon.url}/api/sessions/current/end`, {}, { cookie })).status).toBe(200);
    const token = await runCommand(['token', 'create', 'lis', '--scope', 'watch', '--data', data]);
    const asMachine = { authorization: `Bearer ${token.stdout.trim()}` };
    expect((await fetch(`${daemon.url}/api/state`, { headers: asMachine })).status).toBe(200);

    const heads = () =>
      laboratory.heard
        .filter(({ topic }) => topic.endsWith('/health'))
        .map(({ text }) => healthMessage.parse(JSON.parse(text)).audit);
    await expect.poll(() => heads().at(-1)?.number ?? 0, { timeout: 20_000 }).toBeGreaterThan(5);
    expect(await daemon.stop()).toBe(0);
    const head = heads().at(-1);
    const verified = await runCommand([
      'audit',
      'verify',
      '--head',
      `${head?.number}:${head?.hash}`,
      '--data',
      data,
    ]);
    expect(verified, verified.stderr).toMatchObject({ code: 0 });
    const { stdout } = await runCommand(['audit', 'list', '--json', '--data', data]);
    const acts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const told = acts.map(({ actor, what }) => `${actor.replace(/console:.*/, 'console')} ${what}`);
    expect(told).toEqual(
      expect.arrayContaining([
        'instrument settings-changed',
        'person:ada instrument-claimed',
        'console account-added',
        'person:grace signed-in',
        'person:ada session-ended',
        'console token-created',
      ]),
    );
    expect(stdout).not.toContain(PASSWORD);

    const again = await startDaemon(['--data', data, '--broker', 'off'], { login: true });
    expect(again.stdout()).not.toContain('claim code');
    // Sign-ins outlive the program.
    expect((await fetch(`${again.url}/api/state`, { headers: viewer })).status).toBe(200);
  });

  it('asks for a login at any address that others can reach, over TLS, also where the demonstration was wanted', {
    timeout: 60_000,
  }, async () => {
    const data = temporaryFolder();
    const daemon = await startDaemon(['--host', '0.0.0.0', '--data', data, '--broker', 'off']);
    expect(daemon.url).toMatch(/^https:/);
    expect(daemon.stdout()).toContain('claim code');
    expect(daemon.stderr()).toContain('others can reach this address');
    const { cert, fingerprint } = readCertificate({
      certFile: join(data, 'tls', 'certificate.pem'),
      keyFile: join(data, 'tls', 'key.pem'),
    });
    expect(daemon.stdout()).toContain(fingerprint);
    const address = new URL(daemon.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: address.port, path: '/api/state', ca: cert };
      const asked = request(options, (answer) => resolve(answer.resume().statusCode));
      asked.on('error', reject);
      asked.end();
    });
    expect(status).toBe(401);
  });
});
