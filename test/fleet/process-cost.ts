import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux, in all its ports. */
const TICKS_A_SECOND = 100;

export interface ProcessCost {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** What a process and its children, those that ended too, have used of the processor, and hold of the memory. */
export function costOf(pid: number): ProcessCost {
  const own = statOf(pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parentPid }) => parentPid === pid)
    .map(({ pid: child }) => costOf(child));
  return [{ cpuSeconds: own?.cpuSeconds ?? 0, residentBytes: own?.residentBytes ?? 0 }, ...children].reduce(
    addCosts,
  );
}

export function addCosts(one: ProcessCost, other: ProcessCost): ProcessCost {
  return {
    cpuSeconds: one.cpuSeconds + other.cpuSeconds,
    residentBytes: one.residentBytes + other.residentBytes,
  };
}

/** Null: it has ended. */
function statOf(pid: number): (ProcessCost & { readonly pid: number; readonly parentPid: number }) | null {
  try {
    // "pid (name) state ppid …"; the name may hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
    const resident = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return {
      ...{ pid, parentPid: fields[1] ?? 0 },
      cpuSeconds: ticks / TICKS_A_SECOND,
      residentBytes: Number(resident?.[1] ?? 0) * 1024,
    };
  } catch {
    return null;
  }
}
