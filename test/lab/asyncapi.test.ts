import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromFile, Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/core/wire/mqtt.ts';
import { HOME_ASSISTANT_BIRTH } from '../../src/lab/home-assistant-greeter.ts';
import { publishedSchemas } from '../../src/lab/published-schemas.ts';
import { resultTopic, topicsOf } from '../../src/lab/topics.ts';
import { publishedFiles, validatorFor } from './schemas.ts';

const FILE = new URL('../../docs/asyncapi.yaml', import.meta.url);
const document = parse(readFileSync(FILE, 'utf8'));

/** Every `$ref` in a value, however deep. */
function refsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

function resolve(ref: string): unknown {
  const [file, pointer = ''] = ref.split('#');
  const start = file ? JSON.parse(readFileSync(new URL(file, FILE), 'utf8')) : document;
  return pointer
    .split('/')
    .slice(1)
    .reduce((at, key) => at?.[key], start);
}

describe('docs/schemas', () => {
  it('is up to date: otherwise run node scripts/write-schemas.ts', () => {
    expect(publishedFiles()).toEqual(publishedSchemas());
  });
});

describe('docs/asyncapi.yaml', () => {
  it('is AsyncAPI 3 to the parser of its makers', async () => {
    const { diagnostics } = await fromFile(new Parser(), fileURLToPath(FILE)).parse();
    expect(diagnostics.map(({ message, path }) => `${path.join('.')}: ${message}`)).toEqual([]);
  });

  it('is AsyncAPI 3 with references that lead somewhere', () => {
    expect(document.asyncapi).toMatch(/^3\./);
    const refs = refsIn(document);
    expect(refs.length).toBeGreaterThan(30);
    for (const ref of refs) expect(resolve(ref), ref).toBeTypeOf('object');
  });

  it('describes every topic of the program and no other', () => {
    const topics = topicsOf('{site}', '{device}');
    const used = [
      topics.status,
      topics.health,
      topics.progress('{session}'),
      topics.below(resultTopic('{session}')),
      topics.below('test/result'),
      topics.answer('{verb}'),
      topics.hemocytometer,
      'homeassistant/device/{node}/config',
      HOME_ASSISTANT_BIRTH,
      ...Object.keys(COMMANDS).map((verb) => topics.commands.replace('+', verb)),
    ];
    const described = Object.values<{ address: string | null }>(document.channels).map(
      (channel) => channel.address,
    );
    expect(described.filter((address) => address !== null).sort()).toEqual(used.sort());
  });

  it('names the parameters of every address, and each channel has one operation at least', () => {
    const served = Object.values<{ channel: { $ref: string }; reply?: { channel: { $ref: string } } }>(
      document.operations,
    );
    const channels = new Set(served.flatMap((one) => [one.channel.$ref, one.reply?.channel.$ref]));
    for (const [name, channel] of Object.entries<{ address: string | null; parameters?: object }>(
      document.channels,
    )) {
      const placeholders = [...(channel.address ?? '').matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(channel.parameters ?? {}), name).toEqual(placeholders);
      expect(channels.has(`#/channels/${name}`), name).toBe(true);
    }
  });

  it('shows examples that fit their schemas', () => {
    for (const message of Object.values<{ payload: { $ref: string }; examples?: { payload: unknown }[] }>(
      document.components.messages,
    )) {
      if (!message.examples) continue;
      const valid = validatorFor(/schemas\/(.*)\.json/.exec(message.payload.$ref)?.[1] ?? '');
      for (const example of message.examples)
        expect(valid(example.payload), JSON.stringify(valid.errors)).toBe(true);
    }
  });
});
