import { readdirSync, readFileSync } from 'node:fs';

/** Of the clock in /proc; the same on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** Seconds that the threads of a process have computed, by the thread's name. */
export function processorSeconds(pid: number): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>();
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const read = readTask(`/proc/${pid}/task/${task}/stat`);
    if (read) seconds.set(read.name, (seconds.get(read.name) ?? 0) + read.seconds);
  }
  return seconds;
}

/** What they computed between two readings, without the threads named here: seconds. */
export function secondsBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  isCounted: (name: string) => boolean = () => true,
): number {
  let sum = 0;
  for (const [name, seconds] of after) if (isCounted(name)) sum += seconds - (before.get(name) ?? 0);
  return sum;
}

/** A thread may end while it is read. */
function readTask(path: string): { name: string; seconds: number } | undefined {
  let stat: string;
  try {
    stat = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
  const fields = rest.split(' ');
  // utime and stime: the 14th and 15th of the line, of which three came before.
  return { name, seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND };
}
