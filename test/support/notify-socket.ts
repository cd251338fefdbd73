import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { waitUntil } from './wait-until.ts';

/** Without it nobody can be told. */
export const HAS_SYSTEMD = existsSync('/usr/bin/systemd-notify');

/** systemd's end of the socket: what it is told, line by line. Perl comes with every Debian. */
export async function listenForSystemd(path: string): Promise<readonly string[]> {
  const script = `use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0); bind($s, sockaddr_un($ARGV[0])) or die;
    $| = 1; print "ready\\n"; while (defined recv($s, my $text, 65536, 0)) { print "$text\\n" }`;
  const child: ChildProcess = spawn('perl', ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  if (!child.stdout) throw new Error('no stdout');
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  await waitUntil('the socket listens', () => lines.includes('ready'));
  return lines;
}
