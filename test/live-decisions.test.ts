import { expect, it, onTestFinished } from 'vitest';
import type { ServerMessage } from '../src/core/wire/live.ts';
import { DrawnCount } from './support/drawn-count.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

function nameIt(count: DrawnCount, cell: string, name: 'blast' | null): void {
  const { session } = count.recorder.snapshot;
  count.store.readings.decide(session, { reading: 'first', decisions: [{ cell, class: name }] });
  count.recorder.follow(session, [cell]);
}

it('what a person calls a cell while it is counted shows at once and outlives better looks and a restart', async () => {
  const directory = temporaryFolder();
  const count = new DrawnCount(directory);
  await count.scan(100, 500);
  const { session, n } = count.recorder.snapshot;
  const [cell] = count.store.cells(session, { limit: 1 });
  if (!cell) throw new Error('nothing was counted');
  expect(count.store.field(cell.id)).toMatchObject({ width: 240, height: 240 });

  const heard: ServerMessage[] = [];
  count.recorder.subscribe((fact) => heard.push(fact));
  nameIt(count, cell.id, 'blast');
  const blasts = () => count.recorder.snapshot.rows.find((row) => row.class === 'blast')?.count;
  expect(blasts()).toBe(1);
  expect(heard).toContainEqual({
    type: 'cell',
    cell: expect.objectContaining({ id: cell.id, class: 'blast', confirmed: true }),
  });
  expect(heard.map(({ type }) => type)).toContain('snapshot');

  // Back over it: the classifier looks again, and its name stays with the person's above it.
  await count.scan(500, 100);
  expect([count.recorder.snapshot.n, blasts()]).toEqual([n, 1]);
  const drawn = { kind: 'wbc' as const, box: [0, 0, 9, 9] as const, score: 1, class: 'monocyte' as const };
  expect(count.recorder.withDecisions([{ ...drawn, cellId: cell.id }, drawn])).toEqual([
    { ...drawn, cellId: cell.id, class: 'blast', confirmed: true },
    drawn,
  ]);
  count.close();

  const again = new DrawnCount(directory);
  onTestFinished(() => again.close());
  expect(again.recorder.snapshot).toMatchObject({ session, n });
  expect(again.recorder.countedCells.find(({ id }) => id === cell.id)).toMatchObject({
    class: 'blast',
    confirmed: true,
  });
  nameIt(again, cell.id, null);
  expect(again.recorder.countedCells.find(({ id }) => id === cell.id)).toEqual({
    ...{ id: cell.id, class: 'monocyte', xUm: cell.xUm, yUm: cell.yUm },
    probability: cell.probability,
  });
});
