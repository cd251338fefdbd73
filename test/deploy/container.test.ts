import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/config.ts';
import { withEnvironment } from '../../src/config-environment.ts';
import { ROOT } from '../support/daemon.ts';

const folder = join(ROOT, 'deploy/container');

/** Variables that a file sets, whatever they are set to. */
function refused(variables: readonly string[]): readonly string[] {
  const environment = Object.fromEntries(variables.map((name) => [name, '1']));
  const { variables: taken } = withEnvironment({}, configSchema, environment);
  return variables.filter((name) => !taken.includes(name));
}

describe('the containers', () => {
  it('are given settings that exist, in compose.yaml and in the Dockerfile', () => {
    const compose = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'));
    const set = Object.keys(compose.services.instrument.environment);
    const baked = [
      ...readFileSync(join(folder, 'Dockerfile'), 'utf8').matchAll(/HEMATOVISION_[A-Z_]+(?==)/g),
    ];
    expect(baked.length).toBeGreaterThan(0);
    expect(refused([...set, ...baked.map(([name]) => name)])).toEqual([]);
  });

  it('mount and start only what is there', () => {
    const compose = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'));
    const { volumes, services } = compose as {
      volumes: object;
      services: Record<string, { volumes?: string[]; depends_on?: string[] | object }>;
    };
    for (const { volumes: mounts = [], depends_on = [] } of Object.values(services)) {
      for (const [source = ''] of mounts.map((mount) => mount.split(':')))
        if (source.startsWith('.')) expect(readFileSync(join(folder, source), 'utf8')).toContain('listener');
        else expect(Object.keys(volumes)).toContain(source);
      const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      for (const name of needed) expect(Object.keys(services)).toContain(name);
    }
  });
});
