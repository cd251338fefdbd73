import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import {
  type ActHistory,
  actOf,
  begun,
  changesOf,
  NO_ACTS,
  type PendingAct,
  refused,
  withDecisions,
  withPending,
} from '../../src/ui/review/review-acts.ts';
import { cellOf } from './review-cells.ts';

const ME = 'person:grace';
const confirmed = { by: ME, at: '2026-11-21T10:00:00Z' };
const cells = [
  cellOf('a', 'lymphocyte'),
  cellOf('b', 'monocyte', { decided: confirmed }),
  cellOf('c', 'unclassified'),
];
const shown = (pending: readonly PendingAct[]) =>
  withPending(cells, pending, ME).map(
    ({ class: name, decided }) => `${name}${decided ? ' by a person' : ''}`,
  );

describe('acts on cells', () => {
  it('change what is not so already: confirming is an act, confirming again is none', () => {
    expect(actOf(cells, (cell) => cell.class).changes.map(({ cell }) => cell)).toEqual(['a', 'c']);
  });

  it('settle a difference also by what counts already, and undone leave it open again', () => {
    const open = [cellOf('d', 'blast', { decided: confirmed, mustDecide: 'disagreed' })];
    expect(actOf(open, () => 'blast').changes).toEqual([{ cell: 'd', before: null, after: 'blast' }]);
  });

  it('are shown while they are on their way, undone and done again', () => {
    const act = actOf(cells, () => 'blast');
    const before = shown([]);
    expect(shown([{ act, as: 'done' }])).toEqual([
      'blast by a person',
      'blast by a person',
      'blast by a person',
    ]);
    expect(
      shown([
        { act, as: 'done' },
        { act, as: 'undone' },
      ]),
    ).toEqual(before);
    expect(
      shown([
        { act, as: 'undone' },
        { act, as: 'redone' },
      ])[0],
    ).toBe('blast by a person');
  });

  it('are taken back where nobody had decided, and named as before where somebody had', () => {
    const act = actOf(cells, () => 'blast');
    expect(changesOf({ act, as: 'undone' }).map(({ cell, after }) => [cell, after])).toEqual([
      ['a', null],
      ['b', 'monocyte'],
      ['c', null],
    ]);
  });

  it('end the waiting of a cell, unless it stays unclassified', () => {
    const waits = (name: 'basophil' | 'unclassified') =>
      withPending(cells, [{ act: actOf(cells, () => name), as: 'done' }], ME)[2]?.mustDecide;
    expect(waits('basophil')).toBeNull();
    expect(waits('unclassified')).toBe('unclassified');
  });

  it('of another are taken as they were kept', () => {
    const decision = { number: 1, cell: 'a', reading: 'first', by: 'person:alan', at: confirmed.at } as const;
    const kept = withDecisions(cells, [{ ...decision, before: 'lymphocyte', after: 'monocyte' }]);
    expect(kept[0]).toMatchObject({ class: 'monocyte', decided: { by: 'person:alan' } });
    const back = withDecisions(kept, [{ ...decision, before: 'monocyte', after: null }]);
    expect(back[0]).toMatchObject({ class: 'lymphocyte', decided: null });
  });
});

describe('the history of acts', () => {
  const acts = fc.array(fc.constantFrom(...CELL_CLASSES), { minLength: 1, maxLength: 20 });
  const doAll = (names: readonly (typeof CELL_CLASSES)[number][]) =>
    names.reduce<ActHistory>(
      (history, name) => begun(history, { act: actOf(cells.slice(0, 1), () => name), as: 'done' }),
      NO_ACTS,
    );
  const step = (history: ActHistory, as: 'undone' | 'redone'): ActHistory => {
    const act = as === 'undone' ? history.done.at(-1) : history.undone.at(-1);
    return act ? begun(history, { act, as }) : history;
  };

  it('goes back to the beginning and forth to the end', () => {
    fc.assert(
      fc.property(acts, (names) => {
        const full = doAll(names);
        const back = names.reduce((history) => step(history, 'undone'), full);
        expect(back.done).toEqual([]);
        expect(names.reduce((history) => step(history, 'redone'), back)).toEqual(full);
      }),
    );
  });

  it('is as before after any act that the instrument refused', () => {
    fc.assert(
      fc.property(acts, fc.nat(20), fc.constantFrom('undone', 'redone'), (names, backBy, as) => {
        const some = Array.from({ length: backBy }).reduce<ActHistory>(
          (history) => step(history, 'undone'),
          doAll(names),
        );
        const act = as === 'undone' ? some.done.at(-1) : some.undone.at(-1);
        if (act) expect(refused(begun(some, { act, as }), { act, as })).toEqual(some);
      }),
    );
  });

  it('forgets what could be redone at a new act', () => {
    const undone = step(doAll(['basophil', 'monocyte']), 'undone');
    expect(begun(undone, { act: actOf(cells, () => 'blast'), as: 'done' }).undone).toEqual([]);
  });
});
