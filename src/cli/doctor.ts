import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, readdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Config, parseConfig, readConfig } from '../config.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { openModels } from '../inference/open-models.ts';
import { PRODUCT } from '../product.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision doctor [--config FILE] [--json]

Checks what the instrument needs on this machine and says how to get what is missing.
Exit code 0 when nothing needed is missing, 69 otherwise.
`;

const MIN_FREE_BYTES = 1024 ** 3;

type Outcome = 'ok' | 'note' | 'fault';

interface Finding {
  readonly check: string;
  readonly outcome: Outcome;
  readonly found: string;
  readonly hint?: string;
}

/** One thing looked at; a throw is a fault. */
interface Check {
  readonly name: string;
  readonly look: (config: Config) => Promise<Omit<Finding, 'check'>>;
}

const CHECKS: readonly Check[] = [
  { name: 'Node', look: async () => ({ outcome: 'ok', found: process.versions.node }) },
  { name: 'ffmpeg', look: lookAtFfmpeg },
  { name: 'openssl', look: lookAtOpenssl },
  { name: 'models', look: lookAtModels },
  { name: 'data folder', look: lookAtDataFolder },
  { name: 'dashboard', look: lookAtDashboard },
  { name: 'dashboard port', look: lookAtPort },
  { name: 'cameras', look: lookAtCameras },
];

export async function runDoctor(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { config: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const config = values.config ? readConfig(values.config) : parseConfig({}, 'defaults');
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    const finding = await examine(check, config);
    findings.push(finding);
    process.stdout.write(values.json ? `${JSON.stringify(finding)}\n` : line(finding));
  }
  return findings.some(({ outcome }) => outcome === 'fault') ? EXIT.unavailable : EXIT.ok;
}

async function examine({ name, look }: Check, config: Config): Promise<Finding> {
  try {
    return { check: name, ...(await look(config)) };
  } catch (thrown) {
    const hint = thrown instanceof HematovisionError ? { hint: thrown.hint } : {};
    return { check: name, outcome: 'fault', found: messageOf(thrown), ...hint };
  }
}

async function lookAtFfmpeg(): Promise<Omit<Finding, 'check'>> {
  try {
    const { stdout } = await promisify(execFile)('ffmpeg', ['-version']);
    return { outcome: 'ok', found: stdout.split(' ').slice(2, 3).join() };
  } catch (cause) {
    throw new HematovisionError('ffmpeg-missing', 'ffmpeg cannot be run', { cause });
  }
}

async function lookAtOpenssl({ server }: Config): Promise<Omit<Finding, 'check'>> {
  try {
    const { stdout } = await promisify(execFile)('openssl', ['version']);
    return { outcome: 'ok', found: stdout.split(' ').slice(1, 2).join() };
  } catch {
    const hint = 'It makes the own certificate (server.tls). Install it: apt-get install openssl';
    return { outcome: server.tls.mode === 'off' ? 'note' : 'fault', found: 'cannot be run', hint };
  }
}

async function lookAtModels({ inference }: Config): Promise<Omit<Finding, 'check'>> {
  const models = await openModels({
    ...inference,
    directory: inference.modelDirectory ?? PRODUCT.modelDirectory,
  });
  await models.close();
  const names = models.models.map(({ name, version }) => `${name} ${version}`).join(', ');
  return { outcome: 'ok', found: `${names}; runs on ${models.provider}` };
}

async function lookAtDataFolder({ dataDirectory }: Config): Promise<Omit<Finding, 'check'>> {
  const path = resolve(dataDirectory);
  await mkdir(path, { recursive: true });
  await access(path, constants.W_OK);
  const { bavail, bsize } = await statfs(path);
  const freeBytes = bavail * bsize;
  const found = `${path}, ${(freeBytes / 1024 ** 3).toFixed(1)} GiB free`;
  if (freeBytes < MIN_FREE_BYTES) return { outcome: 'fault', found, hint: 'Free at least 1 GiB.' };
  return { outcome: 'ok', found };
}

async function lookAtDashboard(): Promise<Omit<Finding, 'check'>> {
  const files = await readdir(PRODUCT.uiDirectory).catch((): string[] => []);
  if (files.includes('index.html')) return { outcome: 'ok', found: 'built' };
  return { outcome: 'fault', found: 'not built', hint: 'Run: npm run build' };
}

async function lookAtPort({ server: { host, port } }: Config): Promise<Omit<Finding, 'check'>> {
  const probe = createServer();
  const taken = await new Promise<NodeJS.ErrnoException | null>((settle) => {
    probe.once('error', settle);
    probe.listen(port, host, () => settle(null));
  });
  probe.close();
  if (!taken) return { outcome: 'ok', found: `${host}:${port} is free` };
  return {
    outcome: 'note',
    found: messageOf(taken),
    hint: 'Right if the instrument is running; else use --port.',
  };
}

async function lookAtCameras(): Promise<Omit<Finding, 'check'>> {
  const names = await readdir('/dev/v4l/by-id').catch(() => []);
  if (names.length > 0)
    return { outcome: 'ok', found: names.map((name) => `v4l2:/dev/v4l/by-id/${name}`).join(', ') };
  return {
    outcome: 'note',
    found: 'no USB camera',
    hint: 'Plug one in, use rtsp://… or a file, or go on with the simulated microscope.',
  };
}

const MARKS: Readonly<Record<Outcome, string>> = { ok: 'ok   ', note: 'note ', fault: 'FAULT' };

function line({ check, outcome, found, hint }: Finding): string {
  const advice = hint && outcome !== 'ok' ? `${' '.repeat(24)}${hint}\n` : '';
  return `${MARKS[outcome]}  ${check.padEnd(15)}  ${found}\n${advice}`;
}
