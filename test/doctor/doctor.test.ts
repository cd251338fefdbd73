import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Config, parseConfig } from '../../src/config.ts';
import { lookAtBroker } from '../../src/doctor/broker.ts';
import { lookAtSource } from '../../src/doctor/camera.ts';
import { lookAtClock, lookAtDataFolder, lookAtDisk, lookAtPort } from '../../src/doctor/machine.ts';
import { openStore } from '../../src/store/store.ts';
import { startMosquitto } from '../lab/mosquitto.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PATH = process.env.PATH ?? '';
afterEach(() => {
  process.env.PATH = PATH;
});

function configOf(value: object): Config {
  return parseConfig({ dataDirectory: temporaryFolder(), ...value }, 'test');
}

/** Puts a program in front of all others. */
function standIn(name: string, script: string): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  process.env.PATH = `${folder}:${PATH}`;
}

describe('the doctor', () => {
  it('examines everything and tells each finding, as lines or as JSON', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const config = join(folder, 'config.yaml');
    writeFileSync(config, `dataDirectory: ${join(folder, 'data')}\nserver: {port: 0}\nlab: {broker: off}\n`);
    const { code, stdout, stderr } = await runCommand(['doctor', '--json', '--config', config]);
    const findings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const of = (check: string) => findings.find((finding) => finding.check === check);
    expect(code, stdout + stderr).toBe(findings.some(({ outcome }) => outcome === 'fault') ? 69 : 0);
    expect(of('settings')).toMatchObject({ outcome: 'ok' });
    expect(of('ffmpeg')).toMatchObject({ outcome: 'ok' });
    expect(of('models').found).toMatch(
      /checksums right; on \w+, a look \d+ ms.*5 of 5 white cells.*of 5 named right/,
    );
    expect(of('source')).toMatchObject({ outcome: 'note', hint: expect.stringContaining('capture.source') });
    for (const { outcome, hint } of findings) if (outcome !== 'ok') expect(hint).toEqual(expect.any(String));
  });

  it('goes on with settings that cannot be read, and fails', { timeout: 60_000 }, async () => {
    const config = join(temporaryFolder(), 'config.yaml');
    writeFileSync(config, 'capture: {hight: 3}\n');
    const { code, stdout } = await runCommand(['doctor', '--config', config]);
    expect(code).toBe(69);
    expect(stdout).toMatch(/FAULT {2}settings .*\n.*capture\.hight: unknown key; did you mean height\?/);
    expect(stdout).toMatch(/ok .*models/);
  });
});

describe('a camera', () => {
  it('is told with its formats', async () => {
    const device = join(temporaryFolder(), 'video0');
    writeFileSync(device, '');
    standIn(
      'ffmpeg',
      `echo '[video4linux2,v4l2 @ 0x5] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 1280x720' >&2
       echo '[video4linux2,v4l2 @ 0x5] Compressed:       mjpeg :          Motion-JPEG : 1920x1080' >&2; exit 1`,
    );
    expect(await lookAtSource(configOf({ capture: { source: `v4l2:${device}` } }))).toEqual({
      outcome: 'ok',
      found: `${device}: yuyv422 640x480 1280x720; mjpeg 1920x1080`,
    });
  });

  it('that is no camera is told in the words of ffmpeg', async () => {
    const device = join(temporaryFolder(), 'video0');
    writeFileSync(device, '');
    await expect(lookAtSource(configOf({ capture: { source: `v4l2:${device}` } }))).rejects.toMatchObject({
      code: 'camera-no-frames',
    });
  });

  it('in the network is there when somebody listens, and a password is never told', async () => {
    const server = createServer((socket) => socket.destroy());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const secret = join(temporaryFolder(), 'camera');
    writeFileSync(secret, `rtsp://user:hunter22@127.0.0.1:${port}/stream\n`);
    const config = configOf({ capture: { sourceFile: secret } });
    expect(await lookAtSource(config)).toEqual({
      outcome: 'ok',
      found: `rtsp://127.0.0.1:${port}/stream answers`,
    });
    server.close();
    await once(server, 'close');
    await expect(lookAtSource(config)).rejects.toMatchObject({ code: 'camera-missing' });
  });
});

describe('the machine', () => {
  it('needs room, and the settings may ask for more than there is', async () => {
    expect(await lookAtDisk(configOf({ keeping: { leastFreeGigabytes: 1e6 } }))).toMatchObject({
      outcome: 'fault',
    });
    const greedy = configOf({ keeping: { leastFreeGigabytes: 0.01, picturesGigabytes: 1e6 } });
    expect(await lookAtDisk(greedy)).toMatchObject({
      outcome: 'note',
      hint: expect.stringContaining('keeping.'),
    });
  });

  it('keeps its data folder to itself', async () => {
    const folder = join(temporaryFolder(), 'data');
    expect(await lookAtDataFolder(configOf({ dataDirectory: folder }))).toMatchObject({ outcome: 'ok' });
    chmodSync(folder, 0o755);
    expect(await lookAtDataFolder(configOf({ dataDirectory: folder }))).toMatchObject({
      outcome: 'note',
      hint: expect.stringContaining('chmod 700'),
    });
  });

  it('has a clock that cannot be behind what was written down', async () => {
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder);
    const store = openStore({ directory: folder, now: () => new Date(Date.now() + 3_600_000) });
    store.startSession();
    store.close();
    expect(await lookAtClock(configOf({ dataDirectory: folder }))).toMatchObject({
      outcome: 'fault',
      found: expect.stringContaining('written down'),
    });
    expect((await lookAtClock(configOf({}))).outcome).not.toBe('fault');
  });

  it('has a free port, a taken one, or not that address', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await lookAtPort(configOf({ server: { port } }))).toMatchObject({ outcome: 'note' });
    expect(await lookAtPort(configOf({ server: { port: 0 } }))).toMatchObject({ outcome: 'ok' });
    expect(await lookAtPort(configOf({ server: { host: '203.0.113.1', port: 0 } }))).toMatchObject({
      outcome: 'fault',
      hint: expect.stringContaining('server.host'),
    });
  });
});

describe('a broker', () => {
  it('nobody listens at is told with what to do', async () => {
    expect(await lookAtBroker(configOf({ lab: { broker: 'mqtt://127.0.0.1:9' } }))).toMatchObject({
      outcome: 'fault',
      found: expect.stringContaining('ECONNREFUSED'),
      hint: expect.stringContaining('No broker listens there'),
    });
  });

  it('that is there lets us in, and one of two that is not is only a note', async () => {
    const { port } = await startMosquitto();
    const here = `mqtt://127.0.0.1:${port}`;
    expect(await lookAtBroker(configOf({ lab: { broker: here } }))).toMatchObject({ outcome: 'ok' });
    expect(await lookAtBroker(configOf({ lab: { broker: ['mqtt://127.0.0.1:9', here] } }))).toMatchObject({
      outcome: 'note',
    });
  });

  it('of ours is no question', async () => {
    expect(await lookAtBroker(configOf({}))).toEqual({ outcome: 'ok', found: 'embedded' });
  });
});
