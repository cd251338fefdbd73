import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const LAUNCHER = join(ROOT, 'hematovision');

export interface RunningDaemon {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** SIGTERM, then the exit code. */
  stop(): Promise<number | null>;
}

/** Starts the real daemon as a user would and waits until it tells its address. Without `login` it is the demonstration. */
export async function startDaemon(
  args: readonly string[],
  { login = false, env = {} }: { login?: boolean; env?: Readonly<Record<string, string>> } = {},
): Promise<RunningDaemon> {
  const child = spawn(LAUNCHER, ['serve', '--port', '0', ...(login ? [] : ['--demo']), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    return child.exitCode;
  };
  onTestFinished(async () => void (await stop()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      const address = stdout.match(/dashboard\s+(https?:\S+)/)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the daemon ended with ${code}:\n${stdout}${stderr}`)));
  });
  return { url, child, stdout: () => stdout, stderr: () => stderr, stop };
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the command line to its end. */
export async function runCommand(args: readonly string[], input = ''): Promise<CommandResult> {
  const child = spawn(LAUNCHER, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  // A command that wants no input may be gone before it was given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
