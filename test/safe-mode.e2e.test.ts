import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand, startDaemon } from './support/daemon.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

interface State {
  readonly device: string;
  readonly notices: readonly { readonly code: string; readonly message: string; readonly hint: string }[];
}

const GOOD = 'device: first\nserver: {demo: true}\nlab: {broker: off}\n';

describe('an instrument whose settings were broken', { timeout: 60_000 }, () => {
  it('runs by the last ones that worked, and says what is wrong', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'config.yaml');
    const data = join(folder, 'data');
    writeFileSync(file, GOOD);
    const before = await startDaemon(['--config', file, '--data', data], { login: true });
    expect(await before.stop()).toBe(0);
    const kept = join(data, 'last-good-config.json');
    expect(statSync(kept).mode & 0o777).toBe(0o600);

    writeFileSync(file, 'device: second\nserver: {prot: 1}\ncapture: {width: 1}\n');
    const after = await startDaemon(['--config', file, '--data', data], { login: true });
    const { device, notices } = (await (await fetch(`${after.url}/api/state`)).json()) as State;
    expect(device).toBe('first');
    const [notice] = notices.filter(({ code }) => code === 'safe-mode');
    for (const part of [file, 'server.prot: unknown key; did you mean port?', 'capture.width: '])
      expect(notice?.message).toContain(part);
    expect(notice?.hint).toContain('start the instrument again');
    expect(after.stderr()).toContain('safe mode');
    // A broken file must not take the place of what worked.
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({ device: 'first' });
    expect(await after.stop()).toBe(0);

    // What reads well may still not work: this source cannot be.
    writeFileSync(file, `${GOOD}capture: {source: 'teapot:'}\n`);
    const again = await startDaemon(['--config', file, '--data', data], { login: true });
    const state = (await (await fetch(`${again.url}/api/state`)).json()) as State;
    expect(state.notices.map(({ code }) => code)).toContain('safe-mode');
    expect(await again.stop()).toBe(0);
  });

  it('keeps the login of the last good settings', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'config.yaml');
    const data = join(folder, 'data');
    writeFileSync(file, 'lab: {broker: off}\n');
    const before = await startDaemon(['--config', file, '--data', data], { login: true });
    await before.stop();
    writeFileSync(file, 'server: {demo: ');
    const after = await startDaemon(['--config', file, '--data', data], { login: true });
    expect((await fetch(`${after.url}/api/state`)).status).toBe(401);
    expect((await fetch(`${after.url}/healthz`)).status).toBe(200);
    await after.stop();
  });

  it('is refused where no settings ever worked, with every fault', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'config.yaml');
    writeFileSync(file, 'siet: x\nserver: {port: 99999}\n');
    const { code, stderr } = await runCommand(['serve', '--config', file, '--data', join(folder, 'data')]);
    expect(code).toBe(78);
    expect(stderr).toContain('siet: unknown key; did you mean site?');
    expect(stderr).toContain('server.port: ');
    const check = await runCommand(['config', 'check', '--config', file]);
    expect(check.code).toBe(78);
    expect(check.stderr).toContain('siet');
  });
});
