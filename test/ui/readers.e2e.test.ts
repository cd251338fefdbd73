import { describe, expect, it } from 'vitest';
import type { TallyKey } from '../../src/core/key-tally.ts';
import { asking } from '../server/asking.ts';
import { countedSession } from '../server/counted-session.ts';
import { signedIn, withLink } from '../server/people.ts';
import { SNAPSHOT, serveApp } from '../server/serve-app.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { deskPages } from './desk-pages.ts';

const desks = deskPages();

/** An instrument with one counted session, still under the microscope, and two technicians. */
async function serveReaders() {
  let current = '';
  const served = await serveApp(
    { snapshot: () => ({ ...SNAPSHOT, session: current, status: 'ended' }) },
    { demo: false, uiDirectory: desks.uiDirectory },
  );
  const { store, url } = served;
  const counted = countedSession(store, ['lymphocyte', 'lymphocyte', 'monocyte'], { accession: '26-0042' });
  current = counted.session;
  const [grace, mary] = [signedIn(store, 'reviewer', 'grace'), signedIn(store, 'technician', 'mary')];
  const next = () => {
    current = countedSession(store, ['monocyte'], { accession: '26-0043' }).session;
  };
  return { store, url, ...counted, grace, mary, next };
}

/** Counts by keys in somebody's name. */
async function countByKeys(
  url: string,
  headers: Record<string, string>,
  { keys, ...request }: { readonly keys: readonly TallyKey[]; readonly beside?: boolean },
): Promise<string> {
  const ask = asking(url, headers);
  const { body } = await ask('/api/tallies', request);
  await ask(`/api/tallies/${body.id}/keys`, { from: 0, keys });
  return (await ask(`/api/tallies/${body.id}/keep`, {})).body.session;
}

describe('the review', { timeout: 120_000 }, () => {
  it('shows cells that were counted by eye by the mark of their class', async () => {
    const { url, grace } = await serveReaders();
    const session = await countByKeys(url, grace, { keys: ['lymphocyte', 'blast', 'lymphocyte'] });
    const page = await desks.open(`${url}/#/review/${session}`, { headers: grace });
    const marks = page.locator('.tile .unseen');
    await expect.poll(() => marks.allInnerTexts()).toEqual(['LY', 'LY', 'BL']);
    expect(await page.locator('.tile img').count()).toBe(0);
    await page.locator('.tile').first().click();
    await page.getByText('Counted by eye: no picture was taken.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('shows what a reader counted beside the machine, interval by interval', async () => {
    const { url, grace, session } = await serveReaders();
    const keys: TallyKey[] = [...Array(10).fill('lymphocyte'), ...Array(90).fill('neutrophil_segmented')];
    expect(await countByKeys(url, grace, { keys, beside: true })).toBe(session);
    const page = await desks.open(`${url}/#/review/${session}`, { headers: grace });
    await page.getByRole('tab', { name: 'Result' }).click();
    const comparison = page.locator('hv-count-comparison');
    await comparison.getByText('Counted by grace').waitFor();
    const row = comparison.locator('[data-class=neutrophil_segmented]');
    expect(await row.innerText()).toMatch(/90\.0[\s\S]*0\.0[\s\S]*apart[\s\S]*\+90\.0/);
    expect(await comparison.locator('[data-class=monocyte]').innerText()).toContain('overlap');
    expect(await row.locator('i').count()).toBe(2);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('takes a white-cell count that comes after the end of the count', async () => {
    const { url, grace, session, store } = await serveReaders();
    const page = await desks.open(`${url}/#/review/${session}`, { headers: grace });
    await page.getByRole('button', { name: /WBC not given/ }).click();
    await page.getByLabel('WBC', { exact: true }).fill('8,4');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /WBC 8.4 × 10⁹\/L/ }).waitFor();
    await page.getByRole('tab', { name: 'Result' }).click();
    const lymphocytes = page.locator('hv-differential-table [data-class=lymphocyte] .absolute');
    await expect.poll(() => lymphocytes.innerText()).toContain('5.60');
    expect(store.auditTrail(session).at(-1)).toMatchObject({
      actor: 'person:grace',
      what: 'order-changed',
      details: { change: { wbcCount: 8.4 } },
    });
  });
});

describe('a second reader', { timeout: 120_000 }, () => {
  it('sees nothing of the count on the live page until the own reading is closed', async () => {
    const { url, mary, session } = await serveReaders();
    const page = await desks.open(`${url}/#/live`, { headers: mary });
    const live = page.locator('hv-differential-panel');
    await live.waitFor();
    await page.goto(`${url}/#/review/${session}`);
    await page.getByRole('tab', { name: 'Second reader' }).click();
    await page.getByRole('button', { name: 'Read as the second reader' }).click();
    await page.getByRole('button', { name: 'Close my reading' }).waitFor();

    await page.goto(`${url}/#/live`);
    await page.getByRole('heading', { name: 'You read this session' }).waitFor();
    expect(await live.count()).toBe(0);
    // The next specimen can be begun all the same.
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByLabel('Accession number').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.goto(`${url}/#/review/${session}`);
    await page.getByRole('tab', { name: 'Second reader' }).click();
    await page.getByRole('button', { name: 'Close my reading' }).click();
    await page.getByText('Nothing to settle.').waitFor();
    await page.goto(`${url}/#/live`);
    await live.waitFor();
  });
});

describe('a guest', { timeout: 120_000 }, () => {
  it('is told when the microscope goes on to the next specimen, and can still look at the cells', async () => {
    const { url, session, store, next } = await serveReaders();
    const { secret } = withLink(store, session);
    const page = await desks.open(`${url}/#guest=${secret}`, {});
    await page.locator('hv-differential-panel').waitFor();
    next();
    await page.getByRole('heading', { name: 'This count has ended' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Look at its cells' }).click();
    await expect.poll(() => page.locator('.tile').count()).toBe(3);
    expect(await page.locator('hv-class-bar').count()).toBe(0);
  });
});
