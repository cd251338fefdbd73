import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Hop } from '../../src/peer-check.ts';
import { startHl7Receiver } from '../lab/hl7-receiver.ts';
import { freePort, startMosquitto } from '../lab/mosquitto.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function settings(lab: object): string {
  const path = join(temporaryFolder(), 'config.json');
  writeFileSync(path, JSON.stringify({ site: 'ward-3', device: 'scope-1', lab }));
  return path;
}

async function labTest(lab: object): Promise<{ code: number | null; hops: Hop[]; stderr: string }> {
  const { code, stdout, stderr } = await runCommand(['lab', 'test', '--json', '--config', settings(lab)]);
  const hops = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Hop);
  return { code, hops, stderr };
}

const passed = (hops: readonly Hop[]) =>
  hops.map(({ peer, hop, ok }) => `${peer} ${hop} ${ok ? 'ok' : 'failed'}`);

describe('lab test', () => {
  it('sends a marked result to every peer and times each step', async () => {
    const broker = await startMosquitto();
    const receiver = await startHl7Receiver();
    const folder = join(temporaryFolder(), 'drop');
    const heard: string[] = [];
    const client = await connectAsync(broker.url);
    onTestFinished(async () => void (await client.endAsync()));
    client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
    await client.subscribeAsync('#');

    const lab = { broker: broker.url, hl7: { host: '127.0.0.1', port: receiver.port }, drop: { folder } };
    const { code, hops } = await labTest(lab);
    expect(passed(hops)).toEqual([
      'mqtt connect ok',
      'mqtt deliver ok',
      'hl7 connect ok',
      'hl7 deliver ok',
      'drop:hl7 deliver ok',
      'drop:fhir deliver ok',
      'drop:pdf deliver ok',
    ]);
    expect(hops.every(({ ms }) => ms >= 0)).toBe(true);
    expect(code).toBe(0);
    expect(heard).toEqual([
      expect.stringMatching(/^hematovision\/v1\/ward-3\/scope-1\/test\/result .*"test":true/),
    ]);
    expect(receiver.taken[0]).toMatch(/^MSH\|.*\|T\|2\.5\.1/);
    expect(readdirSync(folder).every((name) => name.startsWith('test-TEST-'))).toBe(true);
    const fhir = readdirSync(folder).find((name) => name.endsWith('.fhir.json')) ?? '';
    expect(readFileSync(join(folder, fhir), 'utf8')).toContain('"HTEST"');
  });

  it('tells which way does not work, tries the others, and fails', async () => {
    const receiver = await startHl7Receiver(() => 'AE');
    const broker = `mqtt://127.0.0.1:${await freePort()}`;
    const { code, hops } = await labTest({ broker, hl7: { host: '127.0.0.1', port: receiver.port } });
    expect(passed(hops)).toEqual(['mqtt connect failed', 'hl7 connect ok', 'hl7 deliver failed']);
    expect(hops.map(({ fault }) => fault)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      null,
      expect.stringMatching(/^AE/),
    ]);
    expect(code).toBe(69);
  });

  it('says so when there is nobody to send to', async () => {
    const { code, stderr } = await labTest({ broker: 'off' });
    expect(code).toBe(78);
    expect(stderr).toContain('lab.hl7.host');
  });
});
