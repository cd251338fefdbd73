import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { makeAuthority } from './certificates.ts';
import { eventually } from './eventually.ts';
import { readableLog } from './facts.ts';
import { endOne, openLine, openTestStore } from './line.ts';
import { startMosquitto } from './mosquitto.ts';

/** A broker that knows only who comes with a certificate of the laboratory's and a password. */
async function guardedBroker() {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const laboratory = makeAuthority(folder, 'laboratory');
  const credentials = { username: 'scope', password: 'pa55-w0rd' };
  const broker = await startMosquitto({
    tls: { caFile: laboratory.caFile, ...laboratory.issue('broker') },
    credentials,
  });
  return { broker, folder, laboratory, credentials };
}

describe('over TLS', () => {
  it('delivers to a broker that asks for a certificate and a password', async () => {
    const { broker, laboratory, credentials } = await guardedBroker();
    const store = openTestStore();
    endOne(store);
    const tls = { caFile: laboratory.caFile, ...laboratory.issue('scope-1') };
    const line = openLine(broker.url, store, { tls, ...credentials });
    await eventually(() => line.waiting).toBe(0);
    expect(line).toMatchObject({ state: 'connected', url: expect.stringMatching(/^mqtts:/) });
  });

  it.each([
    { name: 'an authority that nobody vouches for', wrong: 'broker' as const },
    { name: 'no certificate of its own', wrong: 'nothing' as const },
    { name: 'a certificate of another authority', wrong: 'own' as const },
  ])('with $name it does not connect, says why, and keeps its results', async ({ wrong }) => {
    const { broker, folder, laboratory, credentials } = await guardedBroker();
    const stranger = makeAuthority(folder, 'stranger');
    const store = openTestStore();
    endOne(store);
    const tls = {
      caFile: wrong === 'broker' ? stranger.caFile : laboratory.caFile,
      ...(wrong === 'nothing' ? {} : (wrong === 'own' ? stranger : laboratory).issue('scope-1')),
    };
    const line = openLine(broker.url, store, { tls, ...credentials });
    await eventually(() => line.problem).toMatchObject({
      code: 'broker-unreachable',
      hint: expect.stringContaining('lab.tls'),
    });
    expect(line).toMatchObject({ state: 'connecting', waiting: 1 });
  });

  it('says which file it cannot read, and takes the renewed one without a restart', async () => {
    const { broker, folder, laboratory, credentials } = await guardedBroker();
    const tls = { caFile: laboratory.caFile, ...laboratory.issue('scope-1') };
    const certificate = join(folder, 'laboratory-scope-1.pem');
    rmSync(certificate);
    const { log, lines } = readableLog();
    const line = openLine(broker.url, openTestStore(), { tls, ...credentials, log });
    await eventually(() => line.problem).toMatchObject({
      code: 'certificate-invalid',
      message: expect.stringContaining('lab.tls.certFile'),
    });
    writeFileSync(certificate, 'no certificate');
    await eventually(() => line.problem?.hint).toMatch(/lab\.tls/);
    laboratory.issue('scope-1');
    await eventually(() => line.state).toBe('connected');
    expect(lines()).not.toContain(credentials.password);
  });
});
