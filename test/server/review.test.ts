import { describe, expect, it } from 'vitest';
import type { CellClass } from '../../src/core/cells.ts';
import { cellDetail, cellList, decided, sessionDetail } from '../../src/core/wire/review.ts';
import type { Instrument } from '../../src/server/instrument-routes.ts';
import { asking } from './asking.ts';
import { countCells, countedSession } from './counted-session.ts';
import { signedIn } from './people.ts';
import { SNAPSHOT, serveApp } from './serve-app.ts';

/** A server with two technicians and a reviewer. */
async function serveReaders(instrument: Partial<Instrument> = {}) {
  const { url, store } = await serveApp(instrument, { demo: false });
  const as = (role: 'technician' | 'reviewer' | 'viewer', name: string) =>
    asking(url, signedIn(store, role, name));
  return {
    store,
    grace: as('technician', 'grace'),
    mary: as('technician', 'mary'),
    ada: as('reviewer', 'ada'),
  };
}

type Ask = ReturnType<typeof asking>;

const naming = (cells: readonly string[], name: CellClass | null, reading = 'first') => ({
  reading,
  decisions: cells.map((cell) => ({ cell, class: name })),
});

async function signAs(ask: Ask, session: string) {
  const { body } = await ask(`/api/sessions/${session}`);
  return ask(`/api/sessions/${session}/sign`, { revision: body.snapshot.revision });
}

describe('reviewing', () => {
  it('shows a session and its cells, takes decisions, and says who decided', async () => {
    const { store, grace } = await serveReaders();
    const { session, cells } = countedSession(store, ['lymphocyte', 'unclassified', 'platelet']);
    const list = cellList.parse((await grace(`/api/sessions/${session}/cells`)).body).cells;
    expect(list.map((cell) => [cell.id, cell.suggested, cell.mustDecide, cell.cropUm])).toEqual([
      [cells[0], 'lymphocyte', null, 20],
      [cells[1], 'unclassified', 'unclassified', 20],
    ]);
    expect((await grace(`/api/sessions/${session}/cells?platelets=true`)).body.cells).toHaveLength(3);

    const answer = await grace(
      `/api/sessions/${session}/decisions`,
      naming([cells[1] as string], 'monocyte'),
    );
    const { decisions, snapshot } = decided.parse(answer.body);
    expect(decisions[0]).toMatchObject({ by: 'person:grace', before: 'unclassified', after: 'monocyte' });
    expect(snapshot).toMatchObject({ n: 2, unclassified: 0, revision: 3 });

    const detail = cellDetail.parse((await grace(`/api/cells/${cells[1]}`)).body);
    expect(detail).toMatchObject({
      class: 'monocyte',
      suggested: 'unclassified',
      history: decisions,
      session,
    });
    expect(detail.decided?.by).toBe('person:grace');
    expect(sessionDetail.parse((await grace(`/api/sessions/${session}`)).body)).toMatchObject({
      state: 'ended',
      micronsPerPixel: 0.08,
      openPoints: [],
    });
  });

  it('takes decisions while the session counts', async () => {
    const { store, grace } = await serveReaders();
    const { session, cells } = countCells(store, ['lymphocyte']);
    const { body } = await grace(`/api/sessions/${session}/decisions`, naming(cells, 'blast'));
    expect(body.snapshot).toMatchObject({ status: 'counting', n: 1 });
  });

  it('answers what is not there with 404 and what is wrong with 400', async () => {
    const { store, grace } = await serveReaders();
    const { session } = countedSession(store, ['lymphocyte']);
    const nowhere = '01890000-0000-7000-8000-0000000000ff';
    for (const path of [`sessions/${nowhere}`, `sessions/${nowhere}/cells`, `cells/${nowhere}`])
      expect((await grace(`/api/${path}`)).status, path).toBe(404);
    const decisions = `/api/sessions/${session}/decisions`;
    expect((await grace(decisions, naming([nowhere], 'blast'))).status).toBe(404);
    expect((await grace(decisions, naming([], 'blast'))).status).toBe(400);
    expect((await grace(decisions, naming([nowhere], 'dragon' as CellClass))).status).toBe(400);
  });
});

describe('a second reader', () => {
  it('sees nothing of what the first said or the classifier suggested, wherever he looks, until he has closed', async () => {
    const { store, grace, mary, ada } = await serveReaders();
    const { session, cells } = countedSession(store, ['eosinophil', 'eosinophil', 'unclassified']);
    const at = `/api/sessions/${session}`;
    await grace(`${at}/decisions`, naming(cells.slice(0, 1), 'plasma_cell'));
    await grace(`${at}/decisions`, naming(cells.slice(1, 2), 'platelet'));
    await grace(`${at}/notes`, { cell: cells[0], text: 'plasma_cell, I think' });
    expect((await mary(`${at}/second-reading`, {})).status).toBe(201);

    const own = await mary(`${at}/decisions`, naming(cells.slice(0, 1), 'monocyte', 'second'));
    const detail = await mary(at);
    const asFirst = await mary(`${at}/cells`);
    const asSecond = await mary(`${at}/cells?reading=second`);
    const agreement = await mary(`${at}/agreement`);
    const list = await mary('/api/sessions');
    const notes = await mary(`${at}/notes`);
    const paths = cells.flatMap((cell) => [`/api/cells/${cell}`, `/api/cells/${cell}?reading=second`]);
    const details = await Promise.all(paths.map((path) => mary(path)));
    for (const { text } of [own, detail, asFirst, asSecond, agreement, list, notes, ...details])
      expect(text).not.toContain('plasma_cell');
    expect(agreement.status).toBe(404);
    const { snapshot } = detail.body;
    expect(snapshot).toMatchObject({ n: 1, unclassified: 2, flags: [] });
    expect(snapshot.rows.find((row: { class: string }) => row.class === 'eosinophil').count).toBe(0);
    expect(list.body.sessions[0]).toMatchObject({ n: 1, flags: 0, critical: false });
    expect(asFirst.body).toEqual(asSecond.body);
    for (const cell of asSecond.body.cells)
      expect(cell).toMatchObject({ suggested: null, probability: null, mustDecide: null });
    expect(asSecond.body.cells.map((cell: { class: string | null }) => cell.class)).toEqual([
      'monocyte',
      null,
      null,
    ]);
    for (const { body } of details)
      expect(body).toMatchObject({ probabilities: null, attributes: [], activation: null, alike: [] });

    // Others are not blinded, and nobody but the reader and whoever may sign ends the reading.
    expect((await ada(`${at}/cells`)).text).toContain('plasma_cell');
    expect((await grace(`${at}/second-reading/close`, {})).status).toBe(409);
    expect((await mary(`${at}/second-reading/close`, {})).status).toBe(200);
    expect((await mary(`${at}/cells`)).text).toContain('plasma_cell');
  });

  it('is compared with the first by kappa; differences are adjudicated, and both readings stay', async () => {
    const { store, grace, mary, ada } = await serveReaders();
    const { session, cells } = countedSession(store, [
      'lymphocyte',
      'lymphocyte',
      'monocyte',
      'monocyte',
      'monocyte',
    ]);
    const at = `/api/sessions/${session}`;
    const [one, two, three, four] = cells as [string, string, string, string];
    await grace(`${at}/decisions`, naming([one, two], 'lymphocyte'));
    await grace(`${at}/decisions`, naming([three, four], 'monocyte'));
    await mary(`${at}/second-reading`, {});
    await mary(`${at}/decisions`, naming([one, two, three], 'lymphocyte', 'second'));
    await mary(`${at}/decisions`, naming([four], 'monocyte', 'second'));
    expect((await ada(at)).body.openPoints).toEqual([{ why: 'second-reading', cells: 0 }]);
    await mary(`${at}/second-reading/close`, {});
    // 3 of 4 alike; by chance 2/4 × 3/4 + 2/4 × 1/4 = 1/2.
    expect((await ada(`${at}/agreement`)).body).toEqual({
      first: 'person:grace',
      second: 'person:mary',
      compared: 4,
      agreed: 3,
      kappa: 0.5,
      differences: [{ cell: three, first: 'monocyte', second: 'lymphocyte', adjudicated: null }],
    });
    expect((await ada(at)).body.openPoints).toEqual([{ why: 'disagreed', cells: 1 }]);
    expect((await signAs(ada, session)).status).toBe(409);

    await ada(`${at}/decisions`, naming([three], 'lymphocyte', 'adjudication'));
    const { differences, kappa } = (await ada(`${at}/agreement`)).body;
    expect([kappa, differences[0].adjudicated]).toEqual([0.5, 'lymphocyte']);
    const { body } = await ada(`/api/cells/${three}`);
    expect(body).toMatchObject({ class: 'lymphocyte', decided: { by: 'person:ada' } });
    expect(body.history.map((decision: { reading: string }) => decision.reading)).toEqual([
      'first',
      'second',
      'adjudication',
    ]);
    const { status } = await signAs(ada, session);
    expect(status).toBe(201);
    expect((await ada(`${at}/reports/1/json`)).body.review).toEqual({
      decided: 4,
      renamed: 1,
      second: { by: 'mary', compared: 4, agreed: 3, kappa: 0.5 },
    });
  });

  it('that names a cell the first only let stand, otherwise, must be adjudicated too', async () => {
    const { store, grace, mary, ada } = await serveReaders();
    const { session, cells } = countedSession(store, ['lymphocyte', 'lymphocyte']);
    const at = `/api/sessions/${session}`;
    await mary(`${at}/second-reading`, {});
    await mary(`${at}/decisions`, naming(cells.slice(0, 1), 'variant_lymphocyte', 'second'));
    await mary(`${at}/second-reading/close`, {});
    const { compared, kappa, differences } = (await ada(`${at}/agreement`)).body;
    expect([compared, kappa]).toEqual([0, null]);
    expect(differences).toEqual([
      { cell: cells[0], first: 'lymphocyte', second: 'variant_lymphocyte', adjudicated: null },
    ]);
    expect((await ada(at)).body.openPoints).toEqual([{ why: 'disagreed', cells: 1 }]);

    // Both readings stand: not even the first reader settles it alone, by changing what the first reading said.
    const late = await grace(`${at}/decisions`, naming(cells.slice(0, 1), 'variant_lymphocyte'));
    expect([late.status, late.body.code]).toEqual([409, 'reading-refused']);
    await grace(`${at}/decisions`, naming(cells.slice(0, 1), 'variant_lymphocyte', 'adjudication'));
    expect((await ada(`${at}/agreement`)).body.differences[0].adjudicated).toBe('variant_lymphocyte');
    expect((await ada(at)).body.openPoints).toEqual([]);
    await grace(`${at}/decisions`, naming(cells.slice(0, 1), null, 'adjudication'));
    expect((await ada(`${at}/agreement`)).body.differences[0].adjudicated).toBeNull();
    expect((await ada(at)).body.openPoints).toEqual([{ why: 'disagreed', cells: 1 }]);
  });

  it('is kept from the live view of the session, and let in again when the reading is closed', async () => {
    let session = '';
    const { store, grace, mary } = await serveReaders({ snapshot: () => ({ ...SNAPSHOT, session }) });
    ({ session } = countedSession(store, ['lymphocyte']));
    const paths = ['/api/sessions/current', '/api/state', '/api/slide-map'];
    const statuses = (ask: Ask) => Promise.all(paths.map(async (path) => (await ask(path)).status));
    expect(await statuses(mary)).toEqual([200, 200, 200]);
    await mary(`/api/sessions/${session}/second-reading`, {});
    expect(await statuses(mary)).toEqual([403, 403, 403]);
    expect((await mary('/api/sessions/current')).body.code).toBe('reading-blinded');
    expect(await statuses(grace)).toEqual([200, 200, 200]);
    await mary(`/api/sessions/${session}/second-reading/close`, {});
    expect(await statuses(mary)).toEqual([200, 200, 200]);
  });
});

describe('what becomes known of the specimen', () => {
  it('is taken until the result is signed, and makes the absolute counts anew', async () => {
    const { store, grace, ada } = await serveReaders();
    const { session, cells } = countedSession(store, ['lymphocyte', 'monocyte']);
    const at = `/api/sessions/${session}`;
    for (const body of [{ accession: '26-1' }, { target: 150 }, { age: { value: -1, unit: 'years' } }])
      expect((await grace(at, body, 'PATCH')).status).toBe(400);
    const { body: snapshot } = await grace(at, { wbcCount: 8, sex: 'female' }, 'PATCH');
    expect(snapshot).toMatchObject({ wbc: { given: 8 }, sex: 'female' });
    const row = snapshot.rows.find(({ class: name }: { class: string }) => name === 'lymphocyte');
    expect(row.absolute.value).toBe(4);
    expect(store.auditTrail(session).at(-1)).toMatchObject({
      actor: 'person:grace',
      what: 'order-changed',
      details: { before: { wbcCount: null }, change: { wbcCount: 8, sex: 'female' } },
    });
    await grace(`${at}/decisions`, naming(cells, 'lymphocyte'));
    expect((await signAs(ada, session)).status).toBe(201);
    const late = await grace(at, { wbcCount: 9 }, 'PATCH');
    expect([late.status, late.body.code]).toEqual([409, 'session-signed']);
    expect((await ada(`${at}/reports/1/json`)).body.wbc.value).toBe(8);
  });
});

describe('signing', () => {
  it('is refused while anything is open, and says what', async () => {
    const { store, grace, ada } = await serveReaders();
    const why = async (session: string) => {
      const { status, body } = await signAs(ada, session);
      expect([status, body.code]).toEqual([409, 'sign-refused']);
      return (await ada(`/api/sessions/${session}`)).body.openPoints.map(
        (point: { why: string }) => point.why,
      );
    };
    const counting = countCells(store, ['lymphocyte']);
    expect(await why(counting.session)).toEqual(['counting']);
    store.endSession(counting.session, () => []);
    expect(await why(countedSession(store, []).session)).toEqual(['nothing-counted']);
    const open = countedSession(store, ['lymphocyte', 'unclassified', 'promyelocyte']);
    expect(await why(open.session)).toEqual(['unclassified', 'flagged']);

    const decisions = `/api/sessions/${open.session}/decisions`;
    await grace(decisions, naming(open.cells.slice(1, 2), 'artefact'));
    expect(await why(open.session)).toEqual(['flagged']);
    await grace(decisions, naming(open.cells.slice(2), 'promyelocyte'));
    const stale = await ada(`/api/sessions/${open.session}/sign`, { revision: 1 });
    expect([stale.status, stale.body.code]).toEqual([409, 'revision-changed']);
    expect((await signAs(ada, open.session)).status).toBe(201);
    expect((await grace(decisions, naming(open.cells, 'blast'))).body.code).toBe('session-signed');
  });

  it('makes a report in every form; an amended one names the one it replaces', async () => {
    const { store, ada } = await serveReaders();
    const { session, cells } = countedSession(store, ['lymphocyte', 'monocyte'], { accession: '26-04711' });
    const at = `/api/sessions/${session}`;
    const { body: first } = await signAs(ada, session);
    expect(first).toMatchObject({ version: 1, status: 'final', signedBy: 'person:ada' });
    expect((await ada(`${at}/amend`, { reason: 'no' })).status).toBe(400);
    expect((await ada(`${at}/amend`, { reason: 'a blast was overlooked' })).body.state).toBe('amending');
    await ada(`${at}/decisions`, naming(cells.slice(0, 1), 'blast'));
    const { body: second } = await signAs(ada, session);
    expect(second).toMatchObject({
      version: 2,
      status: 'corrected',
      supersedes: first.id,
      reason: 'a blast was overlooked',
    });
    const answers = await Promise.all(
      ['pdf', 'csv', 'fhir', 'hl7', 'json'].map((form) => ada(`${at}/reports/2/${form}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const [pdf, csv, fhir, hl7, json] = answers.map(({ text }) => text) as [
      string,
      string,
      string,
      string,
      string,
    ];
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expect(csv).toContain('blast');
    expect(JSON.parse(fhir).resourceType).toBe('Bundle');
    expect(hl7.slice(0, 4)).toBe('MSH|');
    expect(JSON.parse(json)).toMatchObject({ status: 'corrected', supersedes: first.id, id: second.id });
    // What stood in the first report still does.
    expect((await ada(`${at}/reports/1/json`)).body).toMatchObject({ status: 'final', id: first.id });
    expect((await ada(`${at}/reports/3/json`)).status).toBe(404);
    const messages = store.outbox.pending('mqtt', 10).map(({ payload }) => JSON.parse(payload).status);
    expect(messages.filter(Boolean)).toEqual(['final', 'corrected']);
  });
});
