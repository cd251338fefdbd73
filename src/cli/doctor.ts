import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { lookAtBroker } from '../doctor/broker.ts';
import { lookAtCameras, lookAtSource } from '../doctor/camera.ts';
import type { Finding, Found, Outcome } from '../doctor/finding.ts';
import { lookAtClock, lookAtDataFolder, lookAtDisk, lookAtPort } from '../doctor/machine.ts';
import { lookAtGpu, lookAtInferenceServer, lookAtModels } from '../doctor/models.ts';
import {
  lookAtDashboard,
  lookAtFfmpeg,
  lookAtNode,
  lookAtOpenssl,
  lookAtVideoEncoder,
} from '../doctor/programs.ts';
import { loadConfig } from '../load-config.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision doctor [--config FILE] [--json]

Checks what the instrument needs on this machine and says how to get what is missing.
Exit code 0 when nothing needed is missing, 69 otherwise.
`;

/** One thing looked at; a throw is a fault. */
interface Check {
  readonly name: string;
  readonly look: (config: Config) => Promise<Found>;
}

const CHECKS: readonly Check[] = [
  { name: 'Node', look: lookAtNode },
  { name: 'ffmpeg', look: lookAtFfmpeg },
  { name: 'video encoder', look: lookAtVideoEncoder },
  { name: 'openssl', look: lookAtOpenssl },
  { name: 'dashboard', look: lookAtDashboard },
  { name: 'models', look: lookAtModels },
  { name: 'GPU', look: lookAtGpu },
  { name: 'inference server', look: lookAtInferenceServer },
  { name: 'source', look: lookAtSource },
  { name: 'cameras', look: lookAtCameras },
  { name: 'broker', look: lookAtBroker },
  { name: 'data folder', look: lookAtDataFolder },
  { name: 'disk', look: lookAtDisk },
  { name: 'clock', look: lookAtClock },
  { name: 'dashboard port', look: lookAtPort },
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
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    process.stdout.write(values.json ? `${JSON.stringify(finding)}\n` : line(finding));
  };
  const { config, ...settings } = lookAtSettings(values.config);
  tell({ check: 'settings', ...settings });
  for (const { name, look } of CHECKS) tell({ check: name, ...(await examine(() => look(config))) });
  return findings.some(({ outcome }) => outcome === 'fault') ? EXIT.unavailable : EXIT.ok;
}

/** With settings that cannot be read, the machine is examined for the defaults. */
function lookAtSettings(path: string | undefined): Found & { readonly config: Config } {
  try {
    return { config: loadConfig(path), outcome: 'ok', found: path ?? 'defaults' };
  } catch (thrown) {
    return { config: loadConfig(undefined, {}), ...faultOf(thrown) };
  }
}

async function examine(look: () => Promise<Found>): Promise<Found> {
  try {
    return await look();
  } catch (thrown) {
    return faultOf(thrown);
  }
}

function faultOf(thrown: unknown): Found {
  const hint = thrown instanceof HematovisionError ? { hint: thrown.hint } : {};
  return { outcome: 'fault', found: messageOf(thrown), ...hint };
}

const MARKS: Readonly<Record<Outcome, string>> = { ok: 'ok   ', note: 'note ', fault: 'FAULT' };

function line({ check, outcome, found, hint }: Finding): string {
  const advice = hint && outcome !== 'ok' ? `${' '.repeat(25)}${hint}\n` : '';
  return `${MARKS[outcome]}  ${check.padEnd(16)}  ${found}\n${advice}`;
}
