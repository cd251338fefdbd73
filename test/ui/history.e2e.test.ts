import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { CellClass } from '../../src/core/cells.ts';
import { asking } from '../server/asking.ts';
import { countCells, countedSession } from '../server/counted-session.ts';
import { signedIn } from '../server/people.ts';
import { serveApp } from '../server/serve-app.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { deskPages } from './desk-pages.ts';

const desks = deskPages();

const some = (name: CellClass, cells: number): CellClass[] => Array(cells).fill(name);

/** Two signed sessions of one patient a week apart, one with a flag, and one under the microscope. */
async function serveHistory() {
  let now = new Date('2026-03-01T12:00:00Z');
  const served = await serveApp({}, { demo: false, now: () => now, uiDirectory: desks.uiDirectory });
  const { store, url } = served;
  const signed = async (names: readonly CellClass[]) => {
    const ask = asking(url, signedIn(store, 'reviewer', 'grace'));
    const { session } = countedSession(store, names, { accession: '26-04711' });
    const { body } = await ask(`/api/sessions/${session}`);
    const answer = await ask(`/api/sessions/${session}/sign`, { revision: body.snapshot.revision });
    expect(answer.status).toBe(201);
    return session;
  };
  await signed([...some('neutrophil_segmented', 80), ...some('lymphocyte', 20)]);
  now = new Date('2026-03-08T12:00:00Z');
  const latest = await signed([...some('neutrophil_segmented', 30), ...some('lymphocyte', 70)]);
  now = new Date('2026-03-09T12:00:00Z');
  countedSession(store, ['promyelocyte', 'monocyte'], { accession: '26-0815' });
  countCells(store, ['lymphocyte'], { accession: 'X-1' });
  const [reviewer, administrator] = [
    signedIn(store, 'reviewer', 'grace'),
    signedIn(store, 'administrator', 'ada'),
  ];
  return { ...served, reviewer, administrator, latest };
}

/** Accessions of the rows, once the search has come to rest. */
const rows = (page: Page) => page.locator('hv-session-table tbody th').allInnerTexts();

describe('the history', { timeout: 120_000 }, () => {
  it('finds sessions by accession, date, state and flag, and says how full the disk is', async () => {
    const { url, reviewer } = await serveHistory();
    const page = await desks.open(`${url}/#/history`, { headers: reviewer });
    await expect.poll(() => rows(page)).toEqual(['X-1', '26-0815', '26-04711', '26-04711']);
    await page.getByText(/^On disk .* free /).waitFor();

    await page.getByLabel('Accession').fill('26-0');
    await expect.poll(() => rows(page)).toEqual(['26-0815', '26-04711', '26-04711']);
    await page.getByLabel('To', { exact: true }).fill('2026-03-08');
    await expect.poll(() => rows(page)).toEqual(['26-04711', '26-04711']);
    await page.getByLabel('From').fill('2026-03-02');
    await expect.poll(() => rows(page)).toEqual(['26-04711']);
    for (const field of ['From', 'To', 'Accession']) await page.getByLabel(field, { exact: true }).fill('');
    await page.getByLabel('Flags').selectOption('Flagged');
    await expect.poll(() => rows(page)).toEqual(['26-0815']);
    await page.getByLabel('Flags').selectOption('Any or none');
    await page.getByLabel('State').selectOption('Signed');
    await expect.poll(() => rows(page)).toEqual(['26-04711', '26-04711']);
    await page.getByLabel('Accession').fill('nobody');
    await page.getByText('No session fits').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows earlier results of the accession with the change since, and leads to the review', async () => {
    const { url, reviewer, latest } = await serveHistory();
    const page = await desks.open(`${url}/#/history`, { headers: reviewer });
    await page.getByRole('button', { name: '26-04711' }).first().press('Enter');
    const change = page.locator('hv-change-table');
    await change.getByText('Results compared: 2').waitFor();
    const row = (name: string) => change.getByRole('row', { name });
    const figures = await row('Segmented').locator('.number').allInnerTexts();
    expect(figures.map((figure) => figure.replace(/\s+,/, ','))).toEqual([
      '80.0',
      '30.0',
      '▼ -50.0, beyond chance',
    ]);
    expect(await row('Lymphocyte').innerText()).toContain('▲ +50.0');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open the review' }).click();
    await page.waitForURL(`${url}/#/review/${latest}`);
    await page.locator('.tile').first().waitFor();
  });

  it('exports a session as one file, to whoever may sign', async () => {
    const { url, reviewer, store } = await serveHistory();
    const page = await desks.open(`${url}/#/history`, { headers: reviewer });
    await page.getByRole('button', { name: '26-0815' }).click();
    const fetched = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export 26-0815' }).click();
    const names = execFileSync('tar', ['-tf', await (await fetched).path()], { encoding: 'utf8' });
    expect(names).toMatch(/cells\.jsonl/);
    expect(names.match(/\.jpg/g)).toHaveLength(2);
    // The rest is not theirs to do.
    expect(await page.getByRole('button', { name: 'Delete…' }).count()).toBe(0);
    const technician = signedIn(store, 'technician', 'mary');
    const theirs = await desks.open(`${url}/#/history`, { headers: technician });
    await theirs.getByRole('button', { name: '26-0815' }).click();
    await theirs.getByRole('link', { name: 'Open the review' }).waitFor();
    expect(await theirs.getByRole('link', { name: 'Export 26-0815' }).count()).toBe(0);
  });

  it('deletes for a reason, by an administrator, what is signed only when that is asked for', async () => {
    const { url, administrator, store, latest } = await serveHistory();
    const page = await desks.open(`${url}/#/history`, { headers: administrator });
    const remove = async (accession: string) => {
      await page.getByRole('button', { name: accession }).first().click();
      await page.getByRole('button', { name: 'Delete…' }).click();
    };
    await remove('26-0815');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByRole('alert').getByText('A reason is missing').waitFor();
    await page.getByLabel('Reason').fill('made by mistake');
    await page.keyboard.press('Enter');
    await expect.poll(() => rows(page)).toEqual(['X-1', '26-04711', '26-04711']);
    expect(store.access.audit.newestOf('session-deleted')).toMatchObject({
      actor: 'person:ada',
      details: { reason: 'made by mistake' },
    });

    // A signed one loses its pictures; what was signed stays.
    await remove('26-04711');
    await page.getByText('What was signed stays').waitFor();
    await page.getByLabel('Reason').fill('pictures no longer needed');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await expect.poll(() => store.access.audit.newestOf('session-deleted')?.session).toBe(latest);
    expect(await rows(page)).toEqual(['X-1', '26-04711', '26-04711']);
    const [cell] = store.cells(latest, { limit: 1 });
    expect(store.crop(cell?.id ?? '')).toBeNull();
    expect(store.review.reports.heads(latest)).toHaveLength(1);
  });
});
