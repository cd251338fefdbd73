import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsOf } from '../../deploy/fleet/consumer/settings.ts';
import { parseConfig } from '../../src/config.ts';
import { openStore } from '../../src/store/store.ts';
import { someCell } from '../store/some-facts.ts';
import { ROOT } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FLEET = join(ROOT, 'deploy/fleet');

interface Service {
  readonly hostname?: string;
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: object;
}
const compose = parse(readFileSync(join(FLEET, 'compose.yaml'), 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly secrets: object;
};

describe('deploy/fleet/compose.yaml', () => {
  it('mounts and needs only what is there, but for secrets', () => {
    for (const { volumes = [], secrets = [], depends_on = {} } of Object.values(compose.services)) {
      for (const [source = ''] of volumes.map((mount) => mount.split(':')))
        if (!source.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source);
        else if (!source.startsWith('./secrets')) expect(existsSync(join(FLEET, source))).toBe(true);
      expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining([...secrets]));
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    }
  });

  it('starts the brokers that rabbitmq.conf names, and tells the consumer of each', () => {
    const named = [
      ...readFileSync(join(FLEET, 'rabbitmq/rabbitmq.conf'), 'utf8').matchAll(/nodes\.\d = rabbit@(\S+)/g),
    ];
    const brokers = named.map(([, host]) => host);
    const { consumer, ...others } = compose.services;
    expect(Object.values(others).flatMap(({ hostname }) => hostname ?? [])).toEqual(brokers);
    const {
      CONSUMER_BROKER_PASSWORD_FILE: _,
      CONSUMER_DATABASE_PASSWORD_FILE: __,
      ...told
    } = consumer?.environment ?? {};
    expect(settingsOf(told).brokers.map((url) => new URL(url).hostname)).toEqual(brokers);
  });
});

it('the settings that deploy/fleet/README.md shows are settings', () => {
  const readme = readFileSync(join(FLEET, 'README.md'), 'utf8');
  const shown = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) =>
    parseConfig(parse(text), 'deploy/fleet/README.md'),
  );
  expect(shown).toMatchObject([
    { lab: { username: 'ward-3.scope-1' } },
    { server: { whip: { url: expect.stringContaining('/whip') } } },
    { inference: { provider: 'kserve' } },
  ]);
});

describe('copy-to-store.sh', () => {
  /** To a folder, by the same rclone that speaks S3. */
  const copy = (what: string, data: string, target: string) =>
    spawnSync(join(FLEET, 's3/copy-to-store.sh'), [what, data, target], {
      env: { ...process.env, HEMATOVISION: join(ROOT, 'hematovision') },
      encoding: 'utf8',
    });

  it('takes the minutes that have ended, and takes nothing away that the instrument let go', () => {
    const [data, store] = [temporaryFolder(), temporaryFolder()];
    const folder = join(data, 'recordings', '20260314T090000Z');
    mkdirSync(folder, { recursive: true });
    const anHourAgo = Date.now() / 1000 - 3600;
    for (const name of ['video-000000.mkv', 'video-000001.mkv', 'video-000002.mkv']) {
      writeFileSync(join(folder, name), name);
      if (name !== 'video-000002.mkv') utimesSync(join(folder, name), anHourAgo, anHourAgo);
    }
    expect(copy('recordings', data, store)).toMatchObject({ status: 0 });
    rmSync(join(folder, 'video-000000.mkv'));
    expect(copy('recordings', data, store)).toMatchObject({ status: 0 });
    expect(readdirSync(join(store, 'recordings', '20260314T090000Z'))).toEqual([
      'video-000000.mkv',
      'video-000001.mkv',
    ]);
  });

  it('takes the counts with the pictures of their cells', () => {
    const [data, target] = [temporaryFolder(), temporaryFolder()];
    const store = openStore({ directory: data });
    const { id } = store.startSession();
    const crop = { sideUm: 10, box: [1, 2, 3, 4] as const };
    store.recordCells(id, [{ cell: someCell('cell-1'), cropJpeg: Buffer.from('a picture'), crop }]);
    store.endSession(id, () => []);
    store.close();
    expect(copy('sessions', data, target)).toMatchObject({ status: 0 });
    const [session = ''] = readdirSync(join(target, 'sessions'));
    expect(session).toContain(id);
    expect(readFileSync(join(target, 'sessions', session, 'crops', 'cell-1.jpg'), 'utf8')).toBe('a picture');
  });

  it('says what it knows', () => {
    expect(copy('everything', '/nowhere', '/nowhere')).toMatchObject({ status: 64 });
  });
});

it('every script of deploy/fleet is free of what ShellCheck finds', () => {
  const scripts = ['rabbitmq/set-up.sh', 'rabbitmq/add-appliance.sh', 's3/copy-to-store.sh'];
  const { status, stdout } = spawnSync(
    'shellcheck',
    scripts.map((name) => join(FLEET, name)),
  );
  expect({ status, stdout: stdout.toString() }).toEqual({ status: 0, stdout: '' });
});
