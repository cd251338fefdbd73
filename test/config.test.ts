import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig, printConfig, readConfig } from '../src/config.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

function configFile(text: string): string {
  const path = join(temporaryFolder(), 'config.yaml');
  writeFileSync(path, text);
  return path;
}

describe('configuration', () => {
  it('is complete without a file', () => {
    const config = parseConfig({}, 'defaults');
    expect(config.capture).toMatchObject({ source: 'simulator', width: 960, height: 720, fps: 30 });
    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 8080 });
  });

  it('shows every fault at once with its path', () => {
    const path = configFile('capture:\n  width: wide\n  hight: 720\nserver:\n  port: 99999\nsiet: x\n');
    let message = '';
    try {
      readConfig(path);
    } catch (thrown) {
      message = String(thrown);
    }
    for (const part of [
      path,
      'capture.width',
      'capture.hight: unknown key',
      'server.port',
      'siet: unknown key',
    ]) {
      expect(message).toContain(part);
    }
  });

  it.each([
    ['a list', '- 1\n- 2\n'],
    ['not YAML', 'a: [1\n'],
    ['a topic that would break MQTT', 'site: a/b\n'],
  ])('refuses %s', (_what, text) => {
    expect(() => readConfig(configFile(text))).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });

  it('takes an empty file for the defaults', () => {
    expect(readConfig(configFile('# nothing yet\n'))).toEqual(parseConfig({}, 'defaults'));
  });

  it('says which file is missing', () => {
    expect(() => readConfig('/nowhere/config.yaml')).toThrow(/\/nowhere\/config\.yaml/);
  });

  it.each([
    ['files of a certificate that are not named', { server: { tls: { mode: 'files' } } }, 'server.tls'],
    ['two passwords', { lab: { password: 'a', passwordFile: '/run/b' } }, 'lab'],
  ])('refuses %s', (_what, value, path) => {
    expect(() => parseConfig(value, 'test')).toThrow(new RegExp(`${path}: `));
  });

  it('prints what it reads, each key explained', () => {
    const config = parseConfig({ site: 'north', lab: { broker: 'mqtt://broker:1883' } }, 'test');
    const printed = printConfig(config);
    expect(parseConfig(parse(printed), 'printed')).toEqual(config);
    expect(printed).toContain('# simulator | file:PATH');
  });
});
