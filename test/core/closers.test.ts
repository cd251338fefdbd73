import { expect, it } from 'vitest';
import { Closers } from '../../src/core/closers.ts';

it('closes in reverse, each step guarded, each once', async () => {
  const order: string[] = [];
  const closers = new Closers();
  closers.add('store', () => void order.push('store'));
  closers.add('broker', async () => {
    order.push('broker');
    throw new Error('already gone');
  });
  closers.add('server', () => void order.push('server'));
  const failures = await closers.closeAll();
  expect(order).toEqual(['server', 'broker', 'store']);
  expect(failures).toEqual([{ name: 'broker', reason: new Error('already gone') }]);
  expect(await closers.closeAll()).toEqual([]);
  expect(order).toHaveLength(3);
});
