import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawRuler } from './slide/drawn-ruler.ts';
import { LAUNCHER, ROOT, runCommand, startDaemon } from './support/daemon.ts';

const run = promisify(execFile);
const PASSWORD = 'correct horse battery\n';
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Every `./hematovision …` line of the README, without its comment. */
const commands = [...readme.matchAll(/^\.\/hematovision (.+?)(?:\s+#.*)?$/gm)].map((match) => match[1] ?? '');

/** How each is run here: the reader's own files and addresses are put in. */
const RUNS: Readonly<Record<string, (files: Files) => Promise<unknown>>> = {
  'serve --source v4l2:/dev/v4l/by-id/usb-…': (files) => serveOnce('v4l2:/dev/v4l/by-id/usb-none', files),
  'serve --source rtsp://user:password@host/path': (files) =>
    serveOnce('rtsp://user:password@127.0.0.1:9/path', files),
  'serve --source file:slide.mp4': (files) => serveOnce(`file:${files.video}`, files),
  doctor: async () => expect((await runCommand(['doctor'])).stdout).toMatch(/ok .*models/),
  'classify --jsonl pictures/': async ({ pictures }) => {
    const lines = jsonLines(await runCommand(['classify', '--jsonl', pictures]));
    expect(lines.length).toBe(3);
    for (const line of lines)
      expect(line).toMatchObject({
        file: expect.any(String),
        class: expect.any(String),
        probability: expect.any(Number),
      });
  },
  'classify --jsonl --explain --classes five-part pictures/': async ({ pictures }) => {
    const lines = jsonLines(
      await runCommand(['classify', '--jsonl', '--explain', '--classes', 'five-part', pictures]),
    );
    for (const line of lines) expect(line).toMatchObject({ activation: { length: 7 } });
  },
  'classify --backend tfjs pictures/': async ({ pictures }) => {
    const { code, stdout, stderr } = await runCommand(['classify', '--backend', 'tfjs', pictures]);
    expect(code, stderr).toBe(0);
    expect(stdout.trim().split('\n').length).toBe(3);
    expect(stderr).toMatch(/@tensorflow\//);
  },
  'adapt --from corrected/ --dry-run': async ({ folder, video }) => {
    const corrected = join(folder, 'corrected');
    for (const [label, from] of [
      ['lymphocyte', '0'],
      ['monocyte', '1.5'],
    ] as const) {
      mkdirSync(join(corrected, label), { recursive: true });
      const taken = ['-ss', from, '-t', '1.5', '-vf', 'fps=4', join(corrected, label, '%d.png')];
      await run('ffmpeg', ['-v', 'error', '-i', video, ...taken]);
    }
    const { code, stdout, stderr } = await runCommand(['adapt', '--from', corrected, '--dry-run']);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/lymphocyte/i);
  },
  'calibrate ruler.png --spacing-um 10 --save': async ({ folder }) => {
    const ruler = join(folder, 'ruler.png');
    const { width, height, pixels } = drawRuler({ spacing: 40 });
    await sharp(Uint8Array.from(pixels), { raw: { width, height, channels: 1 } }).toFile(ruler);
    const { code, stdout, stderr } = await runCommand([
      'calibrate',
      ruler,
      '--spacing-um',
      '10',
      '--save',
      '--data',
      folder,
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/0\.2[45]/);
  },
  'calibrate smear.png --save': async ({ folder, pictures }) => {
    const smear = join(pictures, '1.png');
    const { code, stdout, stderr } = await runCommand(['calibrate', smear, '--save', '--data', folder]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/0\.07/);
  },
  'user add grace --role technician': async ({ folder }) => {
    const data = join(folder, 'accounts');
    const added = await runCommand(
      ['user', 'add', 'grace', '--role', 'technician', '--data', data],
      PASSWORD,
    );
    expect(added.code, added.stderr).toBe(0);
    expect((await runCommand(['user', 'list', '--data', data])).stdout).toContain('grace');
  },
  'token create lis --scope watch': async ({ folder }) => {
    const data = join(folder, 'machines');
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', '--data', data], PASSWORD);
    const created = await runCommand(['token', 'create', 'lis', '--scope', 'watch', '--data', data]);
    expect(created.code, created.stderr).toBe(0);
  },
  'audit verify': async ({ folder }) => {
    const data = join(folder, 'audited');
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', '--data', data], PASSWORD);
    expect((await runCommand(['audit', 'verify', '--data', data])).code).toBe(0);
  },
  'config check': async () => {
    const { code, stdout, stderr } = await runCommand(['config', 'check']);
    expect(code, stdout + stderr).toBe(0);
  },
  'backup instrument.tar': async ({ folder }) => {
    const data = join(folder, 'kept');
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', '--data', data], PASSWORD);
    const file = join(folder, 'instrument.tar');
    const made = await runCommand(['backup', file, '--data', data]);
    expect(made.code, made.stderr).toBe(0);
    const back = join(folder, 'back');
    const restored = await runCommand(['restore', file, '--data', back]);
    expect(restored.code, restored.stderr).toBe(0);
    expect((await runCommand(['user', 'list', '--data', back])).stdout).toContain('ada');
  },
  'export everything/': async ({ folder }) => {
    const data = join(folder, 'owned');
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', '--data', data], PASSWORD);
    const { code, stderr } = await runCommand(['export', join(folder, 'everything'), '--data', data]);
    expect(code, stderr).toBe(0);
  },
  'control list': async ({ folder }) => {
    const data = join(folder, 'controls');
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', '--data', data], PASSWORD);
    const { code, stderr } = await runCommand(['control', 'list', '--data', data]);
    expect(code, stderr).toBe(0);
  },
  clock: async ({ folder }) => {
    const data = join(folder, 'clock');
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', '--data', data], PASSWORD);
    const { code, stdout, stderr } = await runCommand(['clock', '--data', data]);
    expect(code, stdout + stderr).toBe(0);
  },
  'outbox list': async ({ folder }) => {
    const data = join(folder, 'messages');
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', '--data', data], PASSWORD);
    const { code, stderr } = await runCommand(['outbox', 'list', '--data', data]);
    expect(code, stderr).toBe(0);
  },
  'lab test --config FILE': async ({ folder }) => {
    const [settings, drop] = [join(folder, 'peers.json'), join(folder, 'drop')];
    mkdirSync(drop);
    writeFileSync(settings, JSON.stringify({ lab: { broker: 'off', drop: { folder: drop } } }));
    const { code, stdout, stderr } = await runCommand(['lab', 'test', '--config', settings]);
    expect(code, stdout + stderr).toBe(0);
    expect(readdirSync(drop).length).toBeGreaterThan(0);
  },
  'hemocytometer chamber.png --json': async ({ pictures }) => {
    const { stdout, stderr } = await runCommand(['hemocytometer', join(pictures, '1.png'), '--json']);
    expect(JSON.parse(stdout), stderr).toMatchObject({ grid: false });
  },
  'detect --jsonl fields/': async ({ pictures }) => {
    const lines = jsonLines(await runCommand(['detect', '--jsonl', pictures])) as {
      cells: { kind: string }[];
    }[];
    expect(lines.length).toBe(3);
    expect(lines.flatMap(({ cells }) => cells).some(({ kind }) => kind === 'rbc')).toBe(true);
  },
  'scan slide.mp4 --json': async ({ video }) => {
    const [result] = jsonLines(await runCommand(['scan', video, '--json']));
    expect(result).toMatchObject({ frames: 90, cells: expect.any(Array) });
  },
  'simulate --out slide.mp4 --truth slide.json --seed 1 --seconds 60 --wbc 40': async ({ video, truth }) => {
    expect(existsSync(video)).toBe(true);
    const { cells } = JSON.parse(readFileSync(truth, 'utf8')) as { cells: { type: string }[] };
    expect(cells.some(({ type }) => type === 'WBC')).toBe(true);
  },
};

interface Files {
  readonly folder: string;
  readonly video: string;
  readonly truth: string;
  readonly pictures: string;
}

async function serveOnce(source: string, { folder }: Files): Promise<void> {
  const daemon = await startDaemon([
    '--source',
    source,
    '--broker',
    'off',
    '--data',
    join(folder, `data-${Math.random()}`),
  ]);
  expect(daemon.stdout()).not.toContain('password');
  expect(await daemon.stop()).toBe(0);
}

function jsonLines({
  stdout,
  stderr,
  code,
}: {
  stdout: string;
  stderr: string;
  code: number | null;
}): unknown[] {
  expect(code, stderr).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('README', () => {
  let files: Files;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hematovision-readme-'));
    files = {
      folder,
      video: join(folder, 'slide.mp4'),
      truth: join(folder, 'slide.json'),
      pictures: join(folder, 'pictures'),
    };
    const simulated = await runCommand([
      'simulate',
      '--out',
      files.video,
      '--truth',
      files.truth,
      '--seed',
      '1',
      '--seconds',
      '3',
      '--wbc',
      '3',
    ]);
    expect(simulated.code, simulated.stderr).toBe(0);
    mkdirSync(files.pictures);
    await run('ffmpeg', ['-v', 'error', '-i', files.video, '-vf', 'fps=1', join(files.pictures, '%d.png')]);
  }, 60_000);

  afterAll(() => rmSync(files.folder, { recursive: true, force: true }));

  it('names only commands that are run here, and all of them', () => {
    const [camera, stream] = commands;
    expect([camera, stream].every(Boolean)).toBe(true);
    expect(
      commands.filter((command) => !(command in RUNS) && !command.startsWith('serve --print-config')),
    ).toEqual([]);
    expect(Object.keys(RUNS).filter((command) => !commands.includes(command))).toEqual([]);
  });

  it.each(Object.keys(RUNS))('./hematovision %s', { timeout: 60_000 }, async (command) => {
    await RUNS[command]?.(files);
  });

  it('names npm scripts, folders and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(0);
    for (const script of named) expect(Object.keys(scripts)).toContain(script);
    const paths = [...readme.matchAll(/`((?:src|docs|models|deploy|systemd|test|bench)[\w./-]*)`/g)].map(
      (match) => match[1] ?? '',
    );
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true);
    for (const [, image] of readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
      expect(existsSync(join(ROOT, image ?? '')), image).toBe(true);
  });

  it('the launcher works from any folder', async () => {
    const { stdout } = await run(LAUNCHER, ['--version'], { cwd: '/' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
