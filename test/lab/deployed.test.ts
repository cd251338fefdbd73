import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config.ts';
import { eventually } from './eventually.ts';
import { readableLog } from './facts.ts';
import { endOne, openLine, openTestStore } from './line.ts';
import { startMosquitto } from './mosquitto.ts';

const README = readFileSync(new URL('../../deploy/lab/README.md', import.meta.url), 'utf8');

/** The blocks of code in deploy/lab/README.md that hold a piece of text. */
function blocks(holding: string): readonly string[] {
  return [...README.matchAll(/```\w*\n(.*?)```/gs)]
    .map(([, text = '']) => text)
    .filter((text) => text.includes(holding));
}

it('the settings that deploy/lab/README.md shows are settings', () => {
  const shown = blocks('lab:').map((text) => parseConfig(parse(text), 'deploy/lab/README.md').lab);
  expect(shown).toMatchObject([
    { broker: [expect.stringContaining('mqtts://'), expect.stringContaining('mqtts://')] },
    { webhooks: [{ name: 'ward' }] },
  ]);
});

it('an instrument does all it has to under the access list that deploy/lab/README.md shows', async () => {
  const [acl = ''] = blocks('user scope-1');
  const credentials = { username: 'scope-1', password: 'pa55-w0rd' };
  const broker = await startMosquitto({ credentials, acl: acl.trim().split('\n') });
  const store = openTestStore();
  endOne(store);
  const { log, lines } = readableLog();
  const line = openLine(broker.url, store, { ...credentials, homeAssistant: true, log });
  await eventually(() => line.waiting).toBe(0);
  expect(line.problem).toBeNull();
  expect(lines()).not.toMatch(/"level":[45]0|cannot be told/);
});
