/**
 * Every benchmark, one after the other, into bench/RESULTS.md: `npm run bench -- [--minutes 10] [--only live,crops]`.
 * `--minutes` is the length of the live part. A script whose data are not here says so and is passed over.
 */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import type { BenchRow } from './row.ts';

/** Beside the live part's own length: a script that hangs must not keep the others from running. */
const LONGEST_PART_MINUTES = 4;

interface Part {
  readonly script: string;
  readonly heading: string;
  readonly args?: readonly string[];
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, only: { type: 'string' } },
});

const PARTS: readonly Part[] = [
  { script: 'crops', heading: 'One crop, twenty crops' },
  { script: 'live', heading: 'Capture to overlay', args: ['--minutes', values.minutes] },
  { script: 'viewers', heading: 'A further viewer: WebSocket' },
  { script: 'webrtc', heading: 'A further viewer: WebRTC' },
  { script: 'frame-path', heading: 'Frame path' },
  { script: 'start', heading: 'Start' },
  { script: 'engine', heading: 'Models alone' },
  { script: 'classifier-variants', heading: 'Forms of the classifier', args: ['--rounds', '8'] },
  { script: 'registration', heading: 'Registration' },
  { script: 'quality', heading: 'Quality gate' },
  { script: 'scan', heading: 'Scan of recorded slides' },
  { script: 'outbox', heading: 'Outbox', args: ['--kills', '0'] },
];

interface Outcome {
  readonly part: Part;
  readonly rows: readonly BenchRow[];
  readonly printed: string;
  readonly exitCode: number | null;
}

const startedAt = new Date();
const only = values.only?.split(',');
const loadBefore = loadavg()[0] ?? 0;
const outcomes: Outcome[] = [];
for (const part of PARTS) {
  if (only !== undefined && !only.includes(part.script)) continue;
  console.log(`\n${part.heading} (bench/${part.script}.ts)`);
  outcomes.push(await run(part));
}
writeFileSync(new URL('RESULTS.md', import.meta.url), document(outcomes));
console.log('\nwritten: bench/RESULTS.md');
process.exitCode = outcomes.every(({ exitCode }) => exitCode === 0) ? 0 : 1;

function run(part: Part): Promise<Outcome> {
  const child = fork(new URL(`${part.script}.ts`, import.meta.url), [...(part.args ?? [])], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    timeout: (LONGEST_PART_MINUTES + Number(values.minutes)) * 60_000,
  });
  const rows: BenchRow[] = [];
  let printed = '';
  child.on('message', (row) => rows.push(row as BenchRow));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    process.stdout.write(text);
  });
  return new Promise((resolve) =>
    child.once('close', (exitCode) => resolve({ part, rows, printed, exitCode })),
  );
}

function document(parts: readonly Outcome[]): string {
  const rows = parts.flatMap((outcome) => outcome.rows);
  const minutes = (Date.now() - startedAt.getTime()) / 60_000;
  return `# What \`npm run bench\` measured

${startedAt.toISOString().slice(0, 10)}, in one run of ${minutes.toFixed(0)} minutes on one machine; load before it ${loadBefore.toFixed(1)}.

${describeMachine()
  .map((line) => `- ${line}`)
  .join('\n')}

| measure | beside | figure | reach | held |
|---|---|---|---|---|
${rows.map(({ measure, beside, figure, reach, held }) => `| ${measure} | ${beside} | ${figure} | ${reach} | ${heldWord(held)} |`).join('\n')}

${parts.map(section).join('\n')}`;
}

/** What a script printed, without the rows of the table above. */
function section({ part, printed, exitCode }: Outcome): string {
  const lines = printed.split('\n').filter((line) => !/^(?:held {4}|NOT held|compare ) {2}/.test(line));
  const fault = exitCode === 0 ? '' : `\nIt ended with exit code ${exitCode}.\n`;
  return `## ${part.heading}\n\n\`node ${[`bench/${part.script}.ts`, ...(part.args ?? [])].join(' ')}\`\n${fault}\n\`\`\`\n${lines.join('\n').trim()}\n\`\`\`\n`;
}

function heldWord(held: BenchRow['held']): string {
  return held === null ? '–' : held ? 'yes' : '**no**';
}
