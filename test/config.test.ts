import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { configSchema, parseConfig, printConfig } from '../src/config.ts';
import { configDocument } from '../src/config-document.ts';
import { variableOf } from '../src/config-environment.ts';
import { shapeOf } from '../src/core/schema-shape.ts';
import { loadConfig } from '../src/load-config.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

function configFile(text: string): string {
  const path = join(temporaryFolder(), 'config.yaml');
  writeFileSync(path, text);
  return path;
}

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    return String(thrown);
  }
  throw new Error('nothing was refused');
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
      loadConfig(path);
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
    expect(() => loadConfig(configFile(text))).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });

  it('takes an empty file for the defaults', () => {
    expect(loadConfig(configFile('# nothing yet\n'))).toEqual(parseConfig({}, 'defaults'));
  });

  it('says which file is missing', () => {
    expect(() => loadConfig('/nowhere/config.yaml')).toThrow(/\/nowhere\/config\.yaml/);
  });

  it.each([
    ['files of a certificate that are not named', { server: { tls: { mode: 'files' } } }, 'server.tls'],
    ['two passwords', { lab: { password: 'a', passwordFile: '/run/b' } }, 'lab'],
  ])('refuses %s', (_what, value, path) => {
    expect(() => parseConfig(value, 'test')).toThrow(new RegExp(`${path}: `));
  });

  it('reads JSON as well as YAML', () => {
    expect(loadConfig(configFile('{"server": {"port": 9090}}'), {}).server.port).toBe(9090);
  });

  it('says what a misspelt key should be, and what a wrong value is for', () => {
    const path = configFile('capture:\n  hight: 720\n  stallMs: 9\nkeepnig: {}\nzebra: 1\n');
    const message = faultOf(() => loadConfig(path, {}));
    expect(message).toContain('capture.hight: unknown key; did you mean height?');
    expect(message).toMatch(/capture\.stallMs: .*>=250.*\(No picture for so long/);
    expect(message).toContain('keepnig: unknown key; did you mean keeping?');
    expect(message).toMatch(/zebra: unknown key$/m);
  });

  it('prints what it reads, each key explained', () => {
    const config = parseConfig({ site: 'north', lab: { broker: 'mqtt://broker:1883' } }, 'test');
    const printed = printConfig(config);
    expect(parseConfig(parse(printed), 'printed')).toEqual(config);
    expect(printed).toContain('# simulator | file:PATH');
  });
});

describe('the environment', () => {
  it('goes before the file, key by key', () => {
    const path = configFile('server: {port: 9090, host: 10.0.0.1}\nsite: north\n');
    const config = loadConfig(path, {
      HEMATOVISION_SERVER__PORT: '8081',
      HEMATOVISION_SITE: 'south',
      HEMATOVISION_RECORDING__ENABLED: 'true',
      HEMATOVISION_CAPTURE__STALL_MS: '300',
      HEMATOVISION_LAB__BROKER: '[mqtt://a, mqtt://b]',
      // A password of digits stays text.
      HEMATOVISION_LAB__PASSWORD: '0042',
    });
    expect(config).toMatchObject({
      site: 'south',
      server: { port: 8081, host: '10.0.0.1' },
      recording: { enabled: true },
      capture: { stallMs: 300 },
      lab: { broker: ['mqtt://a', 'mqtt://b'], password: '0042' },
    });
  });

  it('is refused with the file, all faults at once, where it names no setting or a wrong value', () => {
    const environment = {
      HEMATOVISION_SERVER__PROT: '1',
      HEMATOVISION_SERVER__PORT: 'x',
      HEMATOVISION_SERVER__TLS: 'y',
    };
    const message = faultOf(() => loadConfig(configFile('siet: x\n'), environment));
    for (const part of [
      'siet: unknown key; did you mean site?',
      'HEMATOVISION_SERVER__PROT: no such setting',
      'HEMATOVISION_SERVER__TLS: no such setting',
      'server.port: ',
      'with HEMATOVISION_SERVER__PORT',
    ])
      expect(message).toContain(part);
  });

  it('may hold variables of others', () => {
    const others = { HEMATOVISION_PORT: 'tcp://10.0.0.1:80', HEMATOVISION_DEBUG: '1', OTHER__THING: 'x' };
    expect(loadConfig(undefined, others)).toEqual(loadConfig(undefined, {}));
  });

  it('has a variable for every single setting, and takes its default back by it', () => {
    const names = (shape: Readonly<Record<string, z.ZodType>>, path: string[] = []): string[][] =>
      Object.entries(shape).flatMap(([key, schema]) => {
        const inside = shapeOf(schema);
        return inside ? names(inside, [...path, key]) : [[...path, key]];
      });
    const paths = names(configSchema.shape);
    expect(paths.length).toBeGreaterThan(50);
    const defaults = parseConfig({}, 'defaults');
    const valueAt = (path: readonly string[]) =>
      path.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], defaults);
    const environment = Object.fromEntries(
      paths.flatMap((path) => {
        const value = valueAt(path);
        return value === undefined
          ? []
          : [[variableOf(path), typeof value === 'string' ? value : JSON.stringify(value)]];
      }),
    );
    expect(loadConfig(undefined, environment)).toEqual(defaults);
  });

  it('refuses or takes whatever it is given, and never breaks', () => {
    const key = fc.constantFrom(
      'SERVER__PORT',
      'LAB__BROKER',
      'SLIDE__QUALITY__REFERENCE',
      'SITE',
      'LAB__WEBHOOKS',
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.string()), (values) => {
        const environment = Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`HEMATOVISION_${name}`, value]),
        );
        try {
          loadConfig(undefined, environment);
        } catch (fault) {
          expect(fault).toMatchObject({ code: 'config-invalid' });
        }
      }),
    );
  });
});

describe('docs/configuration.md', () => {
  it('is what the schema says now (node scripts/write-config-docs.ts writes it)', () => {
    expect(readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8')).toBe(configDocument());
  });

  it('explains every key', () => {
    const rows = configDocument()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.filter((row) => /\|\s+\| `HEMATOVISION/.test(row))).toEqual([]);
  });
});
