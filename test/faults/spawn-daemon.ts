import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../hematovision', import.meta.url));

export interface SpawnedDaemon {
  readonly child: ChildProcess;
  /** Its address, once it listens; never when it ends before. */
  readonly url: Promise<string>;
  /** Resolves when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Runs a command of the program to its end. */
export async function runProgram(args: readonly string[]): Promise<void> {
  const child = spawn(LAUNCHER, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`hematovision ${args[0]} ended with ${code}`);
}

/** The real instrument, as the demonstration, with these settings; its data is in `data` of the folder. */
export function spawnDaemon(folder: string, settings: object): SpawnedDaemon {
  const config = join(folder, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({ dataDirectory: join(folder, 'data'), logLevel: 'fatal', ...settings }),
  );
  const child = spawn(LAUNCHER, ['serve', '--demo', '--port', '0', '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = new Promise<string>((resolve) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const address = output.match(/dashboard\s+(http:\S+)/)?.[1];
      if (address) resolve(address);
    });
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return { child, url, end };
}
