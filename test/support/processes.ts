import { readdirSync, readFileSync } from 'node:fs';

interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupPid: number;
  readonly state: string;
  readonly command: string;
}

/** All processes of the machine, from /proc. */
function processes(): ProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // "pid (name) state ppid pgrp …"; the name may hold blanks and brackets.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state = '', parentPid, groupPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [
          { pid: Number(name), parentPid: Number(parentPid), groupPid: Number(groupPid), state, command },
        ];
      } catch {
        return []; // It ended while we looked.
      }
    });
}

/** Capture's own ffmpeg (or stand-in) processes that this process started and that still run. */
export function captureChildren(parentPid = process.pid): readonly number[] {
  return processes()
    .filter(
      (one) =>
        one.parentPid === parentPid && one.state !== 'Z' && /-f rawvideo -pix_fmt rgb24/.test(one.command),
    )
    .map((one) => one.pid);
}

/** Processes that still run and name this path, or anything else, in their command line. */
export function processesNaming(text: string): readonly number[] {
  return processes()
    .filter((one) => one.pid !== process.pid && one.state !== 'Z' && one.command.includes(text))
    .map((one) => one.pid);
}

/** Members of a process group that still run. */
export function groupMembers(groupPid: number): readonly number[] {
  return processes()
    .filter((one) => one.groupPid === groupPid && one.state !== 'Z')
    .map((one) => one.pid);
}

export function openFileCount(): number {
  return readdirSync('/proc/self/fd').length;
}
