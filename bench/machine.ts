import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { env } from 'onnxruntime-node';

/** What the figures of a run belong to, a line each. */
export function describeMachine(): readonly string[] {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const ffmpeg = /version (\S+)/.exec(execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }))?.[1];
  return [
    `processor: ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, no GPU used`,
    `memory: ${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `system: ${system}, Linux ${release()}`,
    `Node ${process.versions.node}, ONNX Runtime ${env.versions.node}, ffmpeg ${ffmpeg}`,
  ];
}
