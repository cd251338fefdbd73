import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { segmentFiles } from '../../src/capture/video-segments.ts';
import type { InstrumentState } from '../../src/core/wire/live.ts';
import { EVENTS_FILE } from '../../src/recording/recording-header.ts';
import { runCommand, startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a session that was recorded can be scanned again, with the same report each time', async () => {
  const data = temporaryFolder();
  const daemon = await startDaemon(['--demo', '--record', '--data', data, '--broker', 'off']);
  expect(daemon.stdout()).toMatch(/recording {3}\S+recordings\S+ \(all together at most 20 GB\)/);
  const shown = async () => {
    const state = (await (await fetch(`${daemon.url}/api/state`)).json()) as Partial<InstrumentState>;
    return state.fields?.frames ?? 0;
  };
  // The encoder of a loaded machine is behind; what it has not taken when the daemon stops is not recorded.
  await expect.poll(shown, { timeout: 150_000, interval: 500 }).toBeGreaterThan(30);
  expect(await daemon.stop()).toBe(0);

  const [name = ''] = readdirSync(join(data, 'recordings'));
  const folder = join(data, 'recordings', name);
  expect(segmentFiles(folder)[0]).toMatch(/video-000000\.mkv$/);
  expect(readFileSync(join(folder, EVENTS_FILE), 'utf8')).toMatch(/^\{"event":"recording-started"/);

  const reports = [
    await runCommand(['scan', folder, '--json']),
    await runCommand(['scan', folder, '--json']),
  ];
  expect(reports.map(({ code }) => code)).toEqual([0, 0]);
  expect(JSON.parse(reports[0]?.stdout ?? '').frames).toBeGreaterThan(1);
  expect(reports[1]?.stdout).toBe(reports[0]?.stdout);
}, 360_000);
