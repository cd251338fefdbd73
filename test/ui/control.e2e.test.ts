import { describe, expect, it } from 'vitest';
import type { ControlRun, ControlSlide } from '../../src/core/control-slide.ts';
import type { Store } from '../../src/store/store.ts';
import { STATE, serveApp } from '../server/serve-app.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { deskPages } from './desk-pages.ts';

const desks = deskPages();
const { uiDirectory } = desks;
const DAY_MS = 24 * 3_600_000;

const SLIDE: ControlSlide = {
  accession: 'QC-NORMAL-1',
  name: 'Normal blood, lot 1',
  expires: '2027-06-30',
  leastCells: 100,
  expected: { neutrophil: { percent: 60, tolerance: 10 }, lymphocyte: { percent: 30, tolerance: 9 } },
};

/** Ten days of it; on the last one the lymphocytes are beyond their tolerance. */
function keepRuns(store: Store): void {
  for (let daysAgo = 9; daysAgo >= 0; daysAgo -= 1) {
    const { id } = store.startSession({ accession: SLIDE.accession });
    store.endSession(id, () => []);
    const rows = [
      row('lymphocyte', [30, 9], 27 + ((daysAgo * 5) % 7)),
      row('neutrophil', [60, 10], 55 + daysAgo),
    ];
    if (daysAgo === 0) rows[0] = row('lymphocyte', [30, 9], 44);
    const passed = rows.every((one) => one.passed);
    const at = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    store.keeping.putControlRun({ session: id, control: SLIDE.name, at, n: 120, passed, rows });
  }
}

function row(
  name: ControlRun['rows'][number]['class'],
  [expected, tolerance]: readonly [number, number],
  found: number,
) {
  return { class: name, expected, tolerance, found, passed: Math.abs(found - expected) <= tolerance };
}

describe('quality control', { timeout: 60_000 }, () => {
  it('shows how it stands, how to count one, and each class over time beside its figures', async () => {
    const { url, store } = await serveApp({}, { controls: [SLIDE], uiDirectory });
    keepRuns(store);
    const page = await desks.open(`${url}/#/control`, {});
    await page.getByRole('heading', { name: 'Quality control' }).waitFor();
    await page.getByText('The last control slide did not pass.').waitFor();
    await page.getByText('QC-NORMAL-1').waitFor();
    expect(await page.locator('hv-control-chart').count()).toBe(2);
    const lymphocytes = page.locator('hv-control-chart').first();
    expect(await lymphocytes.locator('figcaption').innerText()).toMatch(
      /Lymphocyte\s+expected 30 ± 9 %\s+44\.0 %/,
    );
    expect(await lymphocytes.locator('circle').count()).toBe(9);
    expect(await lymphocytes.locator('.beyond').count()).toBe(1);
    const rows = page.getByRole('row');
    expect(await rows.count()).toBe(11);
    expect(await rows.nth(1).innerText()).toMatch(/Did not pass\s+120\s+44\.0\s+55\.0/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('says how it is set up where it is not', async () => {
    const { url } = await serveApp({}, { uiDirectory });
    const page = await desks.open(`${url}/#/control`, {});
    await page.getByText('No control slides are set up.').waitFor();
    await page.getByText('qualityControl.file').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('is reached from the banner', async () => {
    const notices = [
      { code: 'control-due', message: 'A control slide is due.', hint: 'Count one.' },
    ] as const;
    const { url } = await serveApp(
      { state: () => ({ ...STATE, notices }) },
      { controls: [SLIDE], uiDirectory },
    );
    const page = await desks.open(`${url}/#/live`, {});
    await page.getByRole('alert').getByRole('link', { name: 'Control slides' }).click();
    await page.getByText('No control slide was counted yet.').waitFor();
  });
});
