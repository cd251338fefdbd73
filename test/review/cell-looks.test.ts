import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Box, Classification, Frame } from '../../src/core/types.ts';
import { cropFrame, cropJpeg } from '../../src/crop.ts';
import { type Models, openModels } from '../../src/inference/open-models.ts';
import { CellLooks } from '../../src/review/cell-looks.ts';
import type { CellRecord } from '../../src/store/records.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { MICRONS_PER_PIXEL, simulatedSmear } from '../slide/simulated-field.ts';
import { someCell, someResult } from '../store/some-facts.ts';
import { someSignedResult } from '../store/some-signed-result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface SeenCell {
  readonly frame: Frame;
  readonly box: Box;
  readonly classification: Classification;
}

describe('looking at kept cells again', () => {
  let models: Models;
  let seen: readonly SeenCell[];
  beforeAll(async () => {
    const directory = join(import.meta.dirname, '../../models');
    models = await openModels({ directory, provider: 'cpu', threads: 1, rejectBelow: 0 });
    seen = await whiteCells(3);
  });
  afterAll(() => models.close());

  /** White cells of a simulated smear, each in the middle of its field. */
  async function whiteCells(wanted: number): Promise<SeenCell[]> {
    const smear = simulatedSmear(4);
    const around = smear.slide.cellsIn({ left: 0, top: 0, right: 200, bottom: 200 });
    const chosen = around.filter(({ kind }) => kind === 'wbc').slice(0, wanted);
    return Promise.all(
      chosen.map(async ({ xUm, yUm, radiusUm }) => {
        const frame = smear.frame({ xUm: xUm - 36, yUm: yUm - 27 });
        const boxUm = [36 - radiusUm, 27 - radiusUm, 2 * radiusUm, 2 * radiusUm] as const;
        const box = boxUm.map((um) => um / MICRONS_PER_PIXEL) as unknown as Box;
        const [classification] = await models.classifier.classify(frame, [box]);
        return { frame, box, classification: classification as Classification };
      }),
    );
  }

  async function keep(store: Store, session: string, cells: readonly SeenCell[]): Promise<CellRecord[]> {
    const ids = cells.map(() => newId());
    for (const [index, { frame, box, classification }] of cells.entries()) {
      const cell = someCell(ids[index] as string, classification.class, { box });
      const crop = cropFrame(frame, box, MICRONS_PER_PIXEL);
      store.recordCells(session, [{ cell, crop, cropJpeg: await cropJpeg(frame, box) }]);
    }
    return ids.map((id) => store.cell(id) as CellRecord);
  }

  function someStore(): Store {
    const store = openStore({ directory: temporaryFolder() });
    onTestFinished(() => store.close());
    return store;
  }

  it('names them as in the picture they were cut from, and shows why', async () => {
    const store = someStore();
    const { id } = store.startSession();
    const cells = await keep(store, id, seen);
    const looks = new CellLooks(store, models);
    for (const [index, cell] of cells.entries()) {
      const look = await looks.look(cell);
      const before = seen[index]?.classification;
      expect(look?.classification.class).toBe(before?.class);
      expect(look?.classification.probability).toBeCloseTo(before?.probability ?? -1, 1);
      expect(look?.activation.values.map((row) => row.length)).toEqual(Array(7).fill(7));
      // The classifier looks at 1.3 of the cell's size, of the 1.5 that are kept.
      const [x, y, width, height] = look?.over ?? [0, 0, 0, 0];
      for (const side of [width, height]) expect(side).toBeCloseTo(1.3 / 1.5, 1);
      for (const corner of [x, y]) expect(corner).toBeCloseTo((1 - 1.3 / 1.5) / 2, 1);
    }
    expect(await looks.look(cells[0] as CellRecord)).toBe(await looks.look(cells[0] as CellRecord));
  });

  it('finds the likest among signed cells of other sessions', async () => {
    const store = someStore();
    const signed = store.startSession();
    const cells = await keep(store, signed.id, seen);
    store.endSession(signed.id, someResult);
    const decisions = cells.map((cell) => ({ cell: cell.id, class: 'blast' as const }));
    const { revision } = store.readings.decide(signed.id, { reading: 'first', decisions });
    store.review.sign(signed.id, revision, someSignedResult);
    const looks = new CellLooks(store, models);
    await looks.remember(signed.id);

    const { id } = store.startSession();
    const [again] = await keep(store, id, seen.slice(1, 2));
    if (!again) throw new Error('not kept');
    const look = await looks.look(again);
    if (!look) throw new Error('not looked at');
    const [first, ...others] = looks.alike(again, look);
    expect(first).toMatchObject({
      cell: cells[1]?.id,
      session: signed.id,
      class: 'blast',
      cropUm: again.crop?.sideUm,
    });
    expect(first?.similarity).toBeGreaterThan(0.999);
    expect(others).toHaveLength(2);
    for (const other of others) expect(other.similarity).toBeLessThan(0.999);
  });

  it('has nothing to say of a cell whose picture was not kept', async () => {
    const store = someStore();
    const { id } = store.startSession();
    store.recordCells(id, [{ cell: someCell('c1'), cropJpeg: null }]);
    expect(await new CellLooks(store, models).look(store.cell('c1') as CellRecord)).toBeNull();
  });
});
