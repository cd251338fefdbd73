import { expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import rules from '../../../deploy/laboratory.yaml?raw';
import { laboratoryRules } from '../../../src/core/laboratory-rules.ts';
import { BLANK_ORDER } from '../../../src/core/session-order.ts';
import { differential, emptyTally } from '../../../src/slide/differential.ts';
import type { DifferentialTable } from '../../../src/ui/differential/differential-table.ts';
import '../../../src/ui/differential/differential-table.ts';
import { showLanguage } from '../../../src/ui/locale/language.ts';
import { mount, parts, wordsOf } from './mount.ts';

/** A count by the shipped rules. */
const count = (tally: Partial<ReturnType<typeof emptyTally>>, order: Partial<typeof BLANK_ORDER> = {}) =>
  differential({
    ...BLANK_ORDER,
    ...order,
    rules: laboratoryRules.parse(parse(rules)),
    session: '01890000-0000-7000-8000-000000000001',
    revision: 1,
    status: 'counting',
    tally: { ...emptyTally(), ...tally },
  });

const show = (snapshot: ReturnType<typeof count> | null) =>
  mount<DifferentialTable>('hv-differential-table', { snapshot });

const rowOf = (table: DifferentialTable, name: string) =>
  wordsOf(parts(table, `[data-class="${name}"]`)[0]).replace(/^\S+ /, '');

it('has a row for every class before the first cell is counted', async () => {
  const table = await show(null);
  expect(parts(table, 'tbody tr:not(.total)')).toHaveLength(9);
  expect(parts(table, 'tbody tr:not(.none)')).toEqual([]);
});

it('shows percentages with exact intervals, and sums under their parts', async () => {
  const table = await show(count({ lymphocyte: 30, neutrophil_segmented: 60, neutrophil_band: 10 }));
  expect(rowOf(table, 'lymphocyte')).toContain('30.0');
  // Clopper-Pearson for 30 of 100.
  expect(rowOf(table, 'lymphocyte')).toContain('21.2–40.0');
  expect(rowOf(table, 'neutrophil')).toContain('70.0');
  const names = parts(table, 'tbody tr').map(({ dataset }) => dataset.class);
  expect(names.indexOf('neutrophil')).toBe(names.indexOf('neutrophil_band') + 1);
});

it('shows absolute counts once the white-cell count is known', async () => {
  const table = await show(count({ lymphocyte: 50, monocyte: 50 }));
  expect(parts(table, '.absolute')).toEqual([]);
  table.snapshot = count({ lymphocyte: 50, monocyte: 50 }, { wbcCount: 8 });
  await table.updateComplete;
  expect(wordsOf(parts(table, '[data-class="lymphocyte"] .absolute')[0])).toContain('4.0');
});

it('keeps nucleated red cells out of the hundred, per hundred', async () => {
  const table = await show(count({ lymphocyte: 50, erythroblast: 5 }));
  expect(rowOf(table, 'lymphocyte')).toContain('100');
  expect(wordsOf(parts(table, '.apart')[0])).toMatch(/nRBC per 100 10\.0/);
});

it('writes numbers and names as the language does', async () => {
  onTestFinished(() => showLanguage('en'));
  await showLanguage('fr');
  const table = await show(count({ lymphocyte: 1, monocyte: 2 }));
  expect(rowOf(table, 'lymphocyte')).toContain('33,3');
  expect(wordsOf(parts(table, '[data-class="lymphocyte"] th')[0])).toBe('Lymphocyte');
});
