#!/usr/bin/env node
// Makes a fresh clone ready: npm packages, Debian packages, built dashboard. Run by `npm start` and
// `npm test` with `start` or `test`; does nothing, and quickly, when all is there. Plain JavaScript and no
// dependency: it runs on whatever Node the machine has before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const purpose = process.argv[2];

/** Programs the product and its tests run, and the Debian package that brings each. */
const PROGRAMS = {
  start: [
    { names: ['ffmpeg'], package: 'ffmpeg' },
    { names: ['ffprobe'], package: 'ffmpeg' },
    { names: ['openssl'], package: 'openssl' },
  ],
  test: [
    { names: ['ffmpeg'], package: 'ffmpeg' },
    { names: ['ffprobe'], package: 'ffmpeg' },
    { names: ['openssl'], package: 'openssl' },
    { names: ['chromium', 'chromium-browser'], package: 'chromium' },
    { names: ['mosquitto'], package: 'mosquitto' },
    { names: ['mosquitto_sub'], package: 'mosquitto-clients' },
    { names: ['ip'], package: 'iproute2' },
    { names: ['turnserver'], package: 'coturn' },
    { names: ['janus'], package: 'janus' },
    { names: ['pdftotext'], package: 'poppler-utils' },
    { names: ['shellcheck'], package: 'shellcheck' },
    { names: ['rabbitmq-server'], package: 'rabbitmq-server' },
    { names: ['pg_ctlcluster'], package: 'postgresql' },
    { names: ['rclone'], package: 'rclone' },
  ],
};

if (!(purpose in PROGRAMS)) stop(64, 'usage: node scripts/setup.mjs start|test');
if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(69, `Node ${process.versions.node} is too old to set up; Node 20 or newer is needed.`);
}
installNpmPackages();
installPrograms(PROGRAMS[purpose]);
buildDashboard();

function installNpmPackages() {
  const lock = sha256(readFileSync(join(root, 'package-lock.json')));
  const stamp = join(root, 'node_modules', '.hematovision-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('installing npm packages (npm ci, once; about 760 MB on disk)');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm, 'ci']] : ['npm', ['ci']];
  run(
    command,
    [...args, '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci failed; its output above says why.',
  );
  writeFileSync(stamp, lock);
}

function installPrograms(programs) {
  const missing = programs.filter((program) => !program.names.some(onPath));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => program.package))];
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const rights = installRights();
  if (rights === undefined) {
    stop(
      69,
      `Missing: ${packages.join(', ')}. Install with:\n\n    sudo sh -c '${command}'\n\nand run this again.`,
    );
  }
  say(`installing Debian packages: ${packages.join(' ')}`);
  run(
    rights[0] ?? 'sh',
    [
      ...(rights.length ? [...rights.slice(1), 'sh'] : []),
      '-c',
      `DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; ${command}`,
    ],
    `The packages could not be installed. By hand:\n\n    sudo sh -c '${command}'\n`,
  );
  const still = missing.filter((program) => !program.names.some(onPath)).map((program) => program.names[0]);
  if (still.length > 0)
    stop(69, `Installed ${packages.join(', ')}, but ${still.join(', ')} is still not found.`);
}

/** Command prefix that may install packages here: nothing for root, sudo without a password; undefined if neither. */
function installRights() {
  if (!onPath('apt-get')) return undefined;
  if (process.getuid?.() === 0) return [];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n'] : undefined;
}

function buildDashboard() {
  const built = join(root, 'dist', 'ui', 'index.html');
  const sources = [join(root, 'src', 'ui'), join(root, 'src', 'core'), join(root, 'package-lock.json')];
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...sources.map(newestMs))) return;
  say('building the dashboard');
  // npm put node_modules/.bin, and with it the pinned Node, first only if it was there when npm started.
  const pinned = ['x64', 'arm64']
    .map((cpu) => join(root, 'node_modules', `node-linux-${cpu}`, 'bin', 'node'))
    .find(existsSync);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  run(
    pinned ?? process.execPath,
    [vite, 'build', '--logLevel', 'warn', join('src', 'ui')],
    'The dashboard could not be built.',
  );
}

function newestMs(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function onPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function run(command, args, failure) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) stop(69, result.error ? `${failure}\n${result.error.message}` : failure);
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function say(text) {
  console.error(`hematovision setup: ${text}`);
}

function stop(code, text) {
  console.error(`hematovision setup: ${text}`);
  process.exit(code);
}
