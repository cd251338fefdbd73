import { describe, expect, it } from 'vitest';
import type { TallyKey } from '../src/core/key-tally.ts';
import { currentTally, keptTally, readerCounts, tally as tallySchema } from '../src/core/wire/tally.ts';
import type { Store } from '../src/store/store.ts';
import { asking } from './server/asking.ts';
import { signedIn } from './server/people.ts';
import { SNAPSHOT, serveApp } from './server/serve-app.ts';
import { someCell } from './store/some-facts.ts';
import { BASIS } from './support/laboratory.ts';

/** The real app, somebody signed in, and what they ask of the manual counter. */
async function counterOf(who: string, served = serveApp({}, { demo: false })) {
  const { url, store } = await served;
  const headers = { 'content-type': 'application/json', ...signedIn(store, 'technician', who) };
  const ask = async (method: string, path: string, body?: object) => {
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`${url}/api/${path}`, init);
    return { status: answer.status, json: answer.status === 204 ? null : await answer.json() };
  };
  const start = async (request: object = {}) =>
    tallySchema.parse((await ask('POST', 'tallies', request)).json);
  const press = (id: string, from: number, keys: readonly TallyKey[]) =>
    ask('POST', `tallies/${id}/keys`, { from, keys });
  return { store, ask, start, press };
}

/** What the audit trail says of a session, without who said it when. */
const whats = (store: Store, session: string) => store.auditTrail(session).map(({ what }) => what);

describe('a count by keys', () => {
  it('keeps every key before it answers, and goes on after the page was left', async () => {
    const { ask, start, press } = await counterOf('ada');
    const { id } = await start({ accession: '26-04711', target: 100 });
    await press(id, 0, ['lymphocyte', 'erythroblast']);
    const { json } = await press(id, 2, ['neutrophil_segmented', 'monocyte', 'undo']);
    expect(json).toMatchObject({
      keys: 5,
      marks: ['lymphocyte', 'erythroblast', 'neutrophil_segmented'],
      snapshot: { n: 2, nrbcPer100Wbc: 50, accession: '26-04711', target: 100 },
    });
    const { tally } = currentTally.parse((await ask('GET', 'tallies/current')).json);
    expect(tally).toEqual(json);
  });

  it('counts keys once that were sent twice, and refuses those of another window', async () => {
    const { start, press } = await counterOf('ada');
    const { id } = await start();
    const keys = ['lymphocyte', 'monocyte', 'basophil'] as const;
    await press(id, 0, keys);
    expect(await press(id, 0, keys)).toMatchObject({ json: { keys: 3 } });
    expect(await press(id, 1, ['monocyte', 'basophil', 'eosinophil'])).toMatchObject({ json: { keys: 4 } });
    for (const [from, other] of [
      [1, 'lymphocyte'],
      [9, 'monocyte'],
    ] as const)
      expect(await press(id, from, [other])).toMatchObject({ status: 409, json: { code: 'tally-behind' } });
  });

  it('stops at its target, whatever a page sends', async () => {
    const { start, press } = await counterOf('ada');
    const { id } = await start({ target: 100 });
    const { json } = await press(id, 0, Array(130).fill('lymphocyte'));
    expect(json).toMatchObject({ keys: 130, snapshot: { n: 100 } });
  });

  it('is nobody else’s, and one at a time', async () => {
    const served = serveApp({}, { demo: false });
    const ada = await counterOf('ada', served);
    const grace = await counterOf('grace', served);
    const { id } = await ada.start();
    expect(await ada.ask('POST', 'tallies', {})).toMatchObject({
      status: 409,
      json: { code: 'tally-running' },
    });
    expect(await grace.press(id, 0, ['lymphocyte'])).toMatchObject({ status: 404 });
    expect(await grace.ask('DELETE', `tallies/${id}`)).toMatchObject({ status: 404 });
    expect((await grace.ask('GET', 'tallies/current')).json).toEqual({ tally: null });
  });

  it('becomes an ended session in which the person decided every cell, while the running count goes on', async () => {
    const { store, ask, start, press } = await counterOf('ada');
    const running = store.startSession({ accession: '26-1' });
    const { id } = await start({ accession: '26-2', target: null });
    await press(id, 0, ['lymphocyte', 'blast', 'smudge_cell', 'monocyte', 'undo']);
    const kept = keptTally.parse((await ask('POST', `tallies/${id}/keep`)).json);
    expect(kept).toMatchObject({ comparison: null, snapshot: { n: 2, status: 'ended', accession: '26-2' } });
    expect(store.session(kept.session)).toMatchObject({ kind: 'manual', status: 'ended', state: 'ended' });
    expect(store.tally(kept.session)).toMatchObject({
      lymphocyte: 1,
      blast: 1,
      smudge_cell: 1,
      unclassified: 0,
    });
    const decisions = store.readings.decisions.ofSession(kept.session);
    expect(decisions.map(({ by, after }) => [by, after])).toEqual([
      ['person:ada', 'lymphocyte'],
      ['person:ada', 'blast'],
      ['person:ada', 'smudge_cell'],
    ]);
    expect(whats(store, kept.session)).toEqual(['session-started', 'session-ended', 'tally-kept']);
    expect(store.currentSession()?.id).toBe(running.id);
    expect((await press(id, 5, ['lymphocyte'])).status).toBe(404);
  });

  it('names no model in the result that is signed of it', async () => {
    const served = serveApp({}, { demo: false });
    const { url, store } = await served;
    const { ask, start, press } = await counterOf('ada', served);
    const { id } = await start();
    await press(id, 0, ['lymphocyte', 'monocyte']);
    const { session } = keptTally.parse((await ask('POST', `tallies/${id}/keep`)).json);
    const reviewer = asking(url, signedIn(store, 'reviewer', 'mary'));
    const at = `/api/sessions/${session}`;
    const { body: detail } = await reviewer(at);
    expect((await reviewer(`${at}/sign`, { revision: detail.snapshot.revision })).status).toBe(201);
    expect((await reviewer(`${at}/reports/1/json`)).body).toMatchObject({
      status: 'final',
      model: null,
      detector: null,
      fields: { frames: 0 },
    });
    const { text } = await reviewer(`${at}/reports/1/fhir`);
    expect(text).not.toContain(BASIS.detector?.sha256);
    expect((await reviewer(`${at}/reports/1/pdf`)).status).toBe(200);
  });

  it('beside the machine is kept with the session, and compared with it class by class', async () => {
    let session = SNAPSHOT.session;
    const served = serveApp({ snapshot: () => ({ ...SNAPSHOT, session }) }, { demo: false });
    const { store, ask, start, press } = await counterOf('ada', served);
    session = store.startSession({ accession: '26-3' }).id;
    const ids = Array.from(
      { length: 50 },
      (_, n) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    );
    const cells = ids.map((id) => ({ cell: someCell(id, 'neutrophil_segmented'), cropJpeg: null }));
    store.recordCells(session, cells);
    const { id, accession } = await start({ beside: true });
    expect(accession).toBe('26-3');
    await press(id, 0, [...Array(30).fill('neutrophil_segmented'), ...Array(20).fill('lymphocyte')]);
    const { comparison } = keptTally.parse((await ask('POST', `tallies/${id}/keep`)).json);
    const lymphocytes = comparison?.rows.find((row) => row.class === 'lymphocyte');
    expect(lymphocytes).toMatchObject({
      difference: 40,
      reader: { count: 20 },
      session: { count: 0, percent: 0 },
    });
    expect(lymphocytes?.p).toBeLessThan(0.001);
    const { counts } = readerCounts.parse((await ask('GET', `sessions/${session}/reader-counts`)).json);
    expect(counts).toEqual([comparison]);
    // The session itself counts as before.
    expect(store.tally(session)).toMatchObject({ neutrophil_segmented: 50, lymphocyte: 0 });
    expect(whats(store, session)).toContain('tally-kept');
  });

  it('that is given up counts nowhere, and the audit trail knows of it', async () => {
    const { store, ask, start, press } = await counterOf('ada');
    const { id } = await start();
    await press(id, 0, ['lymphocyte']);
    expect((await ask('DELETE', `tallies/${id}`)).status).toBe(204);
    expect((await ask('GET', 'tallies/current')).json).toEqual({ tally: null });
    expect(store.sessions(9)).toEqual([]);
    expect(await start()).toMatchObject({ marks: [] });
  });
});
