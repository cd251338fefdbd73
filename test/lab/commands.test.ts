import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../../src/core/errors.ts';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import { answerCommand as answer, type CommandHandlers } from '../../src/lab/commands.ts';
import { validatorFor } from './schemas.ts';

const heard: unknown[] = [];
const HANDLERS: CommandHandlers = {
  start: async (payload) => {
    heard.push(payload);
  },
  end: async () => {
    throw new Error('disk on fire');
  },
  status: async () => ({ n: 17, at: new Date(0) }),
  snapshot: async () => null,
  order: async () => null,
  hemocytometer: async (reading) => ({ taken: reading }),
};

const faults: string[] = [];
const answerCommand = (verb: string, payload: string) =>
  answer({ verb, payload }, HANDLERS, (fault) => faults.push(messageOf(fault)));

describe('a command', () => {
  it('reaches its handler with defaults filled in', async () => {
    expect(await answerCommand('start', '')).toMatchObject({ ok: true, result: null });
    expect(heard.at(-1)).toEqual(BLANK_ORDER);
    await answerCommand(
      'start',
      '{"accession":"A-17","age":{"value":3,"unit":"days"},"wbcCount":17.4,"target":400}',
    );
    const order = { accession: 'A-17', age: { value: 3, unit: 'days' }, wbcCount: 17.4, target: 400 };
    expect(heard.at(-1)).toEqual({ ...BLANK_ORDER, ...order });
    expect(await answerCommand('status', ' ')).toMatchObject({
      result: { n: 17, at: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('is answered with what is wrong, path by path', async () => {
    expect(await answerCommand('start', '{"accession":7,"x":1}')).toMatchObject({
      ok: false,
      error: { code: 'command-invalid', message: expect.stringMatching(/accession: .*x/s) },
    });
    expect(
      await answerCommand('start', '{"age":{"value":43},"sex":"F","wbcCount":-1,"target":150}'),
    ).toMatchObject({
      error: { message: expect.stringMatching(/age\.unit: .*sex: .*wbcCount: .*target: /s) },
    });
    expect(await answerCommand('toString', '{}')).toMatchObject({
      ok: false,
      error: { code: 'command-invalid' },
    });
    expect(await answerCommand('end', '{}')).toMatchObject({
      ok: false,
      error: { code: 'internal', message: 'The command failed.' },
    });
    expect(faults).toEqual(['disk on fire']);
  });

  it('never throws, and its answer fits the published schema', async () => {
    const valid = validatorFor('response');
    const verbs = fc.oneof(fc.constantFrom('start', 'end', 'status', '__proto__'), fc.string());
    await fc.assert(
      fc.asyncProperty(verbs, fc.oneof(fc.string(), fc.json()), async (verb, payload) => {
        expect(valid(JSON.parse(JSON.stringify(await answerCommand(verb, payload))))).toBe(true);
      }),
    );
  });
});
