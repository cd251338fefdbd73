import { describe, expect, it } from 'vitest';
import { laboratoryOrder, orderRequest, workList } from '../../src/core/wire/order.ts';
import { someResult } from '../store/some-facts.ts';
import { serveApp } from './serve-app.ts';

describe('the work list over HTTP', () => {
  it('gives what waits, or what is in the state asked for', async () => {
    const { url, store } = await serveApp();
    store.orders.take(
      [orderRequest.parse({ accession: '26-1' }), orderRequest.parse({ accession: '26-2' })],
      'mqtt',
    );
    store.endSession(store.startSession({ accession: '26-1' }).id, someResult);
    const listed = async (query: string) => {
      const list = workList.parse(await (await fetch(`${url}/api/orders${query}`)).json());
      return list.orders.map(({ accession }) => accession);
    };
    expect(await listed('')).toEqual(['26-2']);
    expect(await listed('?state=done')).toEqual(['26-1']);
    expect((await fetch(`${url}/api/orders?state=lost`)).status).toBe(400);
  });

  it('gives the order of a scanned accession, or says that nobody ordered it', async () => {
    const { url, store } = await serveApp();
    store.orders.take([orderRequest.parse({ accession: '26-1', sex: 'female' })], 'fhir');
    const order = laboratoryOrder.parse(await (await fetch(`${url}/api/orders/26-1`)).json());
    expect(order).toMatchObject({ sex: 'female', source: 'fhir', state: 'waiting' });
    const unknown = await fetch(`${url}/api/orders/26-2`);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'order-missing' }]);
  });
});
