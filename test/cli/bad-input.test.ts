import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instrumentState } from '../../src/core/wire/live.ts';
import { runCommand, startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STACK_TRACE = /\n\s+at .+:\d+:\d+/;

describe('bad input to the command line', () => {
  it.each([
    ['an unknown command', ['classfy'], 64, "unknown command 'classfy'"],
    ['an unknown option', ['serve', '--prot', '80'], 64, '--prot'],
    ['a port that is no number', ['serve', '--port', 'http'], 64, "'http'"],
    ['a port that does not exist', ['serve', '--port', '99999'], 78, 'server.port'],
    ['a missing configuration file', ['serve', '--config', '/nowhere/c.yaml'], 66, '/nowhere/c.yaml'],
    ['a source nobody knows', ['serve', '--source', 'ftp://x', '--port', '0'], 64, 'ftp'],
    ['a video that is missing', ['scan', '/nowhere/slide.mp4'], 66, '/nowhere/slide.mp4'],
    ['no video', ['scan'], 64, 'one video'],
    ['a scale that is no number', ['scan', '--microns-per-pixel', 'x', 'a.mp4'], 78, 'micronsPerPixel'],
  ])('%s', async (_what, args, code, says) => {
    const result = await runCommand(args);
    expect(result.stderr).toContain(says);
    expect(result.stderr).not.toMatch(STACK_TRACE);
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
  });

  it('tells all faults of a configuration file at once, with path and hint', async () => {
    const config = join(temporaryFolder(), 'config.yaml');
    writeFileSync(config, 'capture:\n  fps: fast\n  sorce: simulator\nlab: 7\n');
    const { code, stderr } = await runCommand(['serve', '--config', config]);
    expect(code).toBe(78);
    for (const part of [config, 'capture.fps', 'capture.sorce: unknown key', 'lab', '--print-config']) {
      expect(stderr).toContain(part);
    }
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it('a text file as a slide video', async () => {
    const path = join(temporaryFolder(), 'slide.mp4');
    writeFileSync(path, 'this is no video');
    const { code, stderr } = await runCommand(['scan', path]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(path);
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it('weights that are not the ones of the manifest', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'config.yaml'), `inference:\n  modelDirectory: ${folder}\n`);
    const { code, stderr } = await runCommand([
      'serve',
      '--config',
      join(folder, 'config.yaml'),
      '--port',
      '0',
    ]);
    expect(code).toBe(69);
    expect(stderr).toContain(join(folder, 'manifest.json'));
    expect(stderr).not.toMatch(STACK_TRACE);
  });

  it('prints its help and every setting', async () => {
    for (const command of [
      'serve',
      'classify',
      'detect',
      'scan',
      'simulate',
      'doctor',
      'user',
      'token',
      'audit',
    ]) {
      const { code, stdout } = await runCommand([command, '--help']);
      expect([command, code]).toEqual([command, 0]);
      expect(stdout).toContain(`hematovision ${command}`);
    }
    const { stdout } = await runCommand(['serve', '--print-config']);
    for (const setting of ['rejectBelow: 0.4', 'jpegQuality: 80']) expect(stdout).toContain(setting);
  });
});

describe('bad input to the running daemon', () => {
  it('stays up and says what is wrong while its camera is missing', async () => {
    const args = [
      '--source',
      'v4l2:/dev/v4l/by-id/not-there',
      '--data',
      temporaryFolder(),
      '--broker',
      'off',
    ];
    const daemon = await startDaemon(args);
    await expect
      .poll(async () => instrumentState.parse(await (await fetch(`${daemon.url}/api/state`)).json()).source, {
        timeout: 15_000,
      })
      .toMatchObject({
        state: 'failed',
        message: expect.stringContaining('not-there'),
        hint: expect.stringContaining('by-id'),
      });
    expect((await fetch(`${daemon.url}/healthz`)).status).toBe(200);
    expect(await daemon.stop()).toBe(0);
    expect(daemon.stderr()).not.toMatch(STACK_TRACE);
  });
});
