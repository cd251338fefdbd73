import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = 'test/mutated-inputs.test.ts';
/** Of the test file. */
const DOORS = 6;

export interface DoorReport {
  readonly door: string;
  readonly times: number;
  readonly seconds: number;
  readonly passed: boolean;
}

interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly duration: number;
    }[];
  }[];
}

/** Runs the tests of damaged inputs with so many in all; vitest fails them on a crash or an unhandled rejection, too. */
export async function mutateInputs(mutations: number): Promise<readonly DoorReport[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hematovision-mutations-'));
  const outputFile = join(folder, 'report.json');
  const times = Math.ceil(mutations / DOORS);
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--maxWorkers=1', '--reporter=json', `--outputFile=${outputFile}`, FILE];
  const env = { ...process.env, HEMATOVISION_MUTATIONS: String(times) };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'exit');
  try {
    const { success, testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as VitestReport;
    const doors = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ title, status, duration }) => ({
        ...{ door: title, times, seconds: duration / 1000 },
        passed: status === 'passed',
      }));
    if (doors.length !== DOORS) throw new Error(`${FILE} has ${doors.length} doors, not ${DOORS}`);
    // A rejection that nobody handled belongs to no test, and fails the run.
    return success ? doors : doors.map((door) => ({ ...door, passed: false }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
