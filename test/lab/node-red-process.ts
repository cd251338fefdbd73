import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { freePort } from './mosquitto.ts';

const FLOW = fileURLToPath(new URL('../../deploy/lab/node-red-flow.json', import.meta.url));
const PROGRAM = createRequire(import.meta.url).resolve('node-red/red.js');

/** Runs the real Node-RED on the flow that is shipped, until the test ends; returns its address. */
export async function startNodeRed(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const port = await freePort();
  copyFileSync(FLOW, join(folder, 'flow.json'));
  const settings = {
    ...{ uiHost: '127.0.0.1', uiPort: port, flowFile: 'flow.json', httpAdminRoot: false },
    ...{ telemetry: { enabled: false }, logging: { console: { level: 'info' } } },
  };
  writeFileSync(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)};\n`);
  const child = spawn(
    process.execPath,
    [PROGRAM, '--userDir', folder, '--settings', join(folder, 'settings.js')],
    {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  await waitUntil(
    'Node-RED runs the flow',
    () => {
      if (child.exitCode !== null) throw new Error(`Node-RED ended with ${child.exitCode}:\n${printed}`);
      return /Started flows/.test(printed);
    },
    60_000,
  );
  return `http://127.0.0.1:${port}`;
}
