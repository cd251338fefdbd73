import { describe, expect, it } from 'vitest';
import { decideRequest } from '../../src/core/wire/review.ts';
import { startSessionRequest } from '../../src/core/wire/session.ts';
import {
  type ApiDescription,
  addressFor,
  type Operation,
  operationsOf,
  sampleOf,
} from '../../src/ui/api-docs/operations.ts';
import { serveApp } from '../server/serve-app.ts';

async function described(): Promise<ReadonlyMap<string, readonly Operation[]>> {
  const { url } = await serveApp();
  const answer = await fetch(`${url}/api/openapi.json`);
  return operationsOf((await answer.json()) as ApiDescription);
}

describe('the operations of the API', () => {
  it('are all there, in groups, each with what it takes', async () => {
    const groups = await described();
    const find = (group: string, method: string, path: string) =>
      groups.get(group)?.find((one) => one.method === method && one.path === path);
    const search = find('sessions', 'GET', '/api/sessions');
    expect(search).toMatchObject({ summary: 'Sessions, newest first', body: null });
    expect(search?.parameters.map(({ name }) => name)).toContain('accession');
    expect(search?.parameters.find(({ name }) => name === 'state')?.meaning).toBe(
      'counting, ended, signed, amending',
    );
    const cell = find('cells', 'GET', '/api/cells/{id}');
    expect(cell?.parameters[0]).toMatchObject({ name: 'id', in: 'path', required: true });
    const decide = find('sessions', 'POST', '/api/sessions/{id}/decisions');
    const start = find('sessions', 'POST', '/api/sessions');
    // What stands in the field at first is something the instrument takes.
    expect(decideRequest.safeParse(JSON.parse(decide?.body ?? '')).success).toBe(true);
    expect(startSessionRequest.safeParse(JSON.parse(start?.body ?? '')).success).toBe(true);
    for (const operation of [...groups.values()].flat()) {
      const path = addressFor(
        operation,
        Object.fromEntries(operation.parameters.map((one) => [one.name, 'x'])),
      );
      expect(path, operation.path).not.toMatch(/[{}]/);
    }
  });

  it('are asked at an address that holds any value safely', () => {
    const operation: Operation = {
      ...{ method: 'GET', path: '/api/cells/{id}', summary: '', body: null },
      parameters: [
        { name: 'id', in: 'path', required: true, meaning: '' },
        { name: 'reading', in: 'query', required: false, meaning: '' },
        { name: 'empty', in: 'query', required: false, meaning: '' },
      ],
    };
    expect(addressFor(operation, { id: '../a b', reading: 'a&b', empty: '' })).toBe(
      '/api/cells/..%2Fa%20b?reading=a%26b',
    );
  });

  it('have a sample of every kind of schema', () => {
    expect(
      sampleOf({
        type: 'object',
        required: ['list', 'choice', 'fixed', 'many', 'no', 'nothing', 'either'],
        properties: {
          list: { type: 'array', items: { type: 'string' } },
          choice: { enum: ['a', 'b'] },
          fixed: { const: 7 },
          many: { type: 'integer' },
          no: { type: 'boolean' },
          nothing: { type: 'null' },
          either: { anyOf: [{ type: 'number' }, { type: 'null' }] },
          optional: { type: 'string' },
        },
      }),
    ).toEqual({ list: [''], choice: 'a', fixed: 7, many: 0, no: false, nothing: null, either: 0 });
  });
});
