import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAUNCHER, ROOT, runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SCRIPTS = ['deploy/linux/install.sh', 'deploy/jetson/install.sh', 'hematovision', '.ci/run'];
const UNIT = join(ROOT, 'systemd/hematovision.service');
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, [...args], { encoding: 'utf8', env: { ...process.env, ...env } });
}

/** A clone small enough to be installed in a moment: the real scripts, and a launcher that runs the real program. */
class Clone {
  readonly path = temporaryFolder();
  #version = 0;

  constructor() {
    for (const file of [
      ...SCRIPTS.slice(0, 2),
      'deploy/linux/70-hematovision.rules',
      'systemd/hematovision.service',
    ])
      cpSync(join(ROOT, file), join(this.path, file));
    writeFileSync(join(this.path, 'hematovision'), `#!/bin/sh\nexec '${LAUNCHER}' "$@"\n`, { mode: 0o755 });
    mkdirSync(join(this.path, 'node_modules'));
    mkdirSync(join(this.path, 'dist/ui'), { recursive: true });
    writeFileSync(join(this.path, '.gitignore'), 'node_modules\ndist\n');
    this.#git('init', '--quiet');
    this.release();
  }

  /** The next version. */
  release(): void {
    this.#version += 1;
    writeFileSync(join(this.path, 'package.json'), `{\n  "version": "${this.#version}.0.0",\n}\n`);
    this.#git('add', '--all');
    this.#git(
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@localhost',
      'commit',
      '--quiet',
      '--message',
      'release',
    );
  }

  install(...options: readonly string[]): SpawnSyncReturns<string> {
    return run(join(this.path, 'deploy/linux/install.sh'), options);
  }

  #git(...args: readonly string[]): void {
    const { status, stderr } = run('git', ['-C', this.path, ...args]);
    if (status !== 0) throw new Error(stderr);
  }
}

const versionInUse = (root: string) =>
  /versions\/(\d+)/.exec(readlinkSync(join(root, 'opt/hematovision/current')))?.[1];

describe('the install script', { timeout: 60_000 }, () => {
  it('installs, updates, goes back and leaves what is the laboratory’s', async () => {
    const clone = new Clone();
    const root = temporaryFolder();
    const options = ['--offline', '--root', root];
    const first = clone.install(...options);
    expect(first.status, first.stderr).toBe(0);
    expect(versionInUse(root)).toBe('1');
    const settings = join(root, 'etc/hematovision/config.yaml');
    expect(readFileSync(settings, 'utf8')).toContain('dataDirectory: /var/lib/hematovision');
    expect((await runCommand(['config', 'check', '--config', settings])).code).toBe(0);
    expect(existsSync(join(root, 'etc/systemd/system/hematovision.service'))).toBe(true);

    // Again: nothing is overwritten.
    appendFileSync(settings, '# of the laboratory\n');
    expect(clone.install(...options).status).toBe(0);
    expect(readFileSync(settings, 'utf8')).toContain('# of the laboratory');

    const data = join(root, 'var/lib/hematovision');
    const user = ['--role', 'technician', '--data', data];
    await runCommand(['user', 'add', 'before', ...user], 'correct horse battery\n');
    clone.release();
    const update = clone.install(...options);
    expect(update.status, update.stderr).toBe(0);
    expect(versionInUse(root)).toBe('2');
    await runCommand(['user', 'add', 'after', ...user], 'correct horse battery\n');

    const back = clone.install('--roll-back', '--root', root);
    expect(back.status, back.stderr).toBe(0);
    expect(versionInUse(root)).toBe('1');
    const accounts = (await runCommand(['user', 'list', '--data', data])).stdout;
    expect(accounts).toContain('before');
    expect(accounts).not.toContain('after');
    expect(clone.install('--roll-back', '--root', root).status).toBe(69);

    expect(clone.install('--uninstall', '--root', root).status).toBe(0);
    expect(existsSync(join(root, 'opt/hematovision'))).toBe(false);
    expect(existsSync(join(data, 'hematovision.db'))).toBe(true);
    expect(existsSync(settings)).toBe(true);
  });

  it('says in a rehearsal what it would do, and does nothing', () => {
    const clone = new Clone();
    const root = temporaryFolder();
    const { status, stdout } = clone.install('--dry-run', '--offline', '--root', root);
    expect(status).toBe(0);
    expect(stdout).toContain('would build: ');
    expect(stdout).toContain('hematovision.service');
    expect(spawnSync('find', [root, '-mindepth', '1'], { encoding: 'utf8' }).stdout).toBe('');
  });

  it('leaves nothing half done when the program does not run', () => {
    const clone = new Clone();
    const root = temporaryFolder();
    expect(clone.install('--offline', '--root', root).status).toBe(0);
    writeFileSync(join(clone.path, 'hematovision'), '#!/bin/sh\nexit 1\n');
    clone.release();
    expect(clone.install('--offline', '--root', root).status).toBe(69);
    expect(versionInUse(root)).toBe('1');
    const versions = spawnSync('ls', ['-A', join(root, 'opt/hematovision/versions')], {
      encoding: 'utf8',
    }).stdout;
    expect(versions.trim().split('\n')).toHaveLength(1);
  });

  it('refuses what it does not know, and a machine that is no Jetson or an old one', () => {
    expect(run(join(ROOT, SCRIPTS[0] ?? ''), ['--frobnicate']).status).toBe(64);
    const jetson = join(ROOT, SCRIPTS[1] ?? '');
    const release = join(temporaryFolder(), 'nv_tegra_release');
    const env = { HEMATOVISION_TEGRA_RELEASE: release };
    expect(run(jetson, ['--dry-run'], env).stderr).toContain('no Jetson');
    writeFileSync(release, '# R35 (release), REVISION: 4.1\n');
    expect(run(jetson, ['--dry-run'], env).stderr).toContain('JetPack 6');
    writeFileSync(release, '# R36 (release), REVISION: 4.0\n');
    expect(run(jetson, ['--dry-run', '--root', temporaryFolder()], env).status).toBe(0);
  });

  it.skipIf(!has('shellcheck'))('and every other shell script pass ShellCheck (skipped without it)', () => {
    const { status, stdout } = run(
      'shellcheck',
      SCRIPTS.map((script) => join(ROOT, script)),
    );
    expect(status, stdout).toBe(0);
  });
});

describe.skipIf(!has('systemd-analyze'))('the service (skipped without systemd-analyze)', () => {
  it('is exposed no more than 2.0', () => {
    const { status, stdout } = run('systemd-analyze', [
      'security',
      '--offline=true',
      '--threshold=20',
      '--no-pager',
      UNIT,
    ]);
    expect(stdout).toContain('Overall exposure level');
    expect(status, stdout.slice(-200)).toBe(0);
  });

  it('is understood by systemd, word for word', () => {
    const folder = temporaryFolder();
    const unit = join(folder, 'hematovision.service');
    // The program is not installed here; everything else is as it ships.
    writeFileSync(unit, readFileSync(UNIT, 'utf8').replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));
    const { stderr } = run('systemd-analyze', ['verify', unit]);
    expect(stderr).toBe('');
  });
});
