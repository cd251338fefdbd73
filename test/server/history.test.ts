import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SessionSummary, sessionList, storageUse } from '../../src/core/wire/review.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { asking } from './asking.ts';
import { countCells, countedSession } from './counted-session.ts';
import { signedIn } from './people.ts';
import { serveApp } from './serve-app.ts';

async function serveHistory() {
  let now = new Date('2026-03-01T12:00:00Z');
  const served = await serveApp({}, { demo: false, now: () => now });
  const { store, url } = served;
  const ask = asking(url, signedIn(store, 'reviewer', 'ada'));
  const search = async (query = '') => sessionList.parse((await ask(`/api/sessions${query}`)).body);
  const at = (time: string) => {
    now = new Date(time);
  };
  const sign = async (session: string) => {
    const { body } = await ask(`/api/sessions/${session}`);
    return ask(`/api/sessions/${session}/sign`, { revision: body.snapshot.revision });
  };
  return { ...served, ask, search, at, sign };
}

const ids = (sessions: readonly SessionSummary[]) => sessions.map(({ id }) => id);

describe('finding sessions', () => {
  it('by accession, time, state and flag, newest first', async () => {
    const { store, search, at, sign, ask } = await serveHistory();
    const normal = countedSession(store, ['lymphocyte'], { accession: '26-04711' });
    at('2026-03-01T12:10:00Z');
    const flagged = countedSession(store, ['promyelocyte', 'monocyte'], { accession: '26-0815' });
    at('2026-03-01T12:20:00Z');
    const running = countCells(store, ['lymphocyte'], { accession: 'X-1' });
    await sign(normal.session);

    const all = await search();
    expect(ids(all.sessions)).toEqual([running.session, flagged.session, normal.session]);
    expect(all.sessions[1]).toMatchObject({ n: 2, flags: 1, critical: false, state: 'ended', kind: 'scan' });
    expect(all.sessions[2]).toMatchObject({ state: 'signed', signedBy: 'person:ada' });
    const found = async (query: string) => ids((await search(query)).sessions);
    expect(await found('?accession=26-0')).toEqual([flagged.session, normal.session]);
    expect(await found('?accession=x-1')).toEqual([running.session]);
    expect(await found('?state=signed')).toEqual([normal.session]);
    expect(await found('?state=counting')).toEqual([running.session]);
    expect(await found('?flag=any')).toEqual([flagged.session]);
    expect(await found('?flag=promyelocyte')).toEqual([flagged.session]);
    expect(await found('?flag=blast')).toEqual([]);
    expect(await found('?from=2026-03-01T12:05:00Z')).toEqual([running.session, flagged.session]);
    expect(await found('?to=2026-03-01T12:05:00Z')).toEqual([normal.session]);
    expect(await found('?from=2026-03-01&to=2026-03-01')).toHaveLength(3);
    expect(await found('?to=2026-02-28')).toEqual([]);
    expect((await ask('/api/sessions?state=lost')).status).toBe(400);
    expect((await ask('/api/sessions?accession=%25')).body.sessions).toEqual([]);
  });

  it('page by page, without a gap and none twice', async () => {
    const { store, search } = await serveHistory();
    const sessions = Array.from({ length: 23 }, (_, index) =>
      countedSession(store, index % 2 === 0 ? ['promyelocyte'] : ['lymphocyte']),
    );
    const newestFirst = sessions.map(({ session }) => session).toReversed();
    const page = async (query: string): Promise<string[]> => {
      const { sessions: some, next } = await search(query);
      const rest = next === null ? [] : await page(`${query.replace(/&before=.*/, '')}&before=${next}`);
      return [...ids(some), ...rest];
    };
    expect(await page('?limit=5')).toEqual(newestFirst);
    expect(await page('?limit=5&flag=any')).toEqual(newestFirst.filter((_, index) => index % 2 === 0));
  });

  it('shows the signed results of the same accession to compare with', async () => {
    const { store, ask, sign } = await serveHistory();
    const first = countedSession(store, ['lymphocyte', 'monocyte'], { accession: '26-04711' });
    countedSession(store, ['lymphocyte'], { accession: '26-04711' });
    countedSession(store, ['lymphocyte'], { accession: 'other' });
    const now = countedSession(store, ['lymphocyte'], { accession: '26-04711' });
    await sign(first.session);
    const { body } = await ask(`/api/sessions/${now.session}/earlier`);
    expect(body.results).toHaveLength(1);
    expect(body.results[0]).toMatchObject({ session: first.session, snapshot: { n: 2 } });
    const detail = await ask(`/api/sessions/${now.session}`);
    expect(ids(detail.body.earlier)).toEqual([first.session]);
  });
});

describe('keeping and deleting', () => {
  it('hands out everything of a session as a tar that opens again', async () => {
    const { store, url, sign } = await serveHistory();
    const { session, cells } = countedSession(store, ['lymphocyte', 'monocyte']);
    await sign(session);
    const answer = await fetch(`${url}/api/sessions/${session}/export`, {
      headers: signedIn(store, 'reviewer', 'ada'),
    });
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'session.tar'), new Uint8Array(await answer.arrayBuffer()));
    execFileSync('tar', ['xf', 'session.tar'], { cwd: folder });
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    expect(JSON.parse(read('session.json'))).toMatchObject({ id: session, state: 'signed' });
    const lines = read('cells.jsonl').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(cells);
    expect(JSON.parse(read('reports/1.json'))).toMatchObject({ status: 'final' });
    expect(read('audit.jsonl')).toContain('session-signed');
    expect(readFileSync(join(folder, `crops/${cells[0]}.jpg`))).toEqual(
      Buffer.from(store.crop(cells[0] as string) ?? []),
    );
    expect(store.auditTrail(session).at(-1)).toMatchObject({ what: 'session-exported', actor: 'person:ada' });
  });

  it('deletes for an administrator only, with a reason, and of signed sessions the pictures alone', async () => {
    const { store, url, ask, sign } = await serveHistory();
    const { session, cells } = countedSession(store, ['lymphocyte']);
    await sign(session);
    const path = `/api/sessions/${session}`;
    expect((await ask(path, { reason: 'space' }, 'DELETE')).status).toBe(403);
    const root = asking(url, signedIn(store, 'administrator', 'root'));
    expect((await root(path, {}, 'DELETE')).status).toBe(400);
    expect((await root(path, { reason: 'disk is full' }, 'DELETE')).status).toBe(204);
    expect((await root(`/api/cells/${cells[0]}`)).body).toMatchObject({ field: null, activation: null });
    expect((await root(path)).body.state).toBe('signed');
    expect((await root(path, { reason: 'asked for', reports: true }, 'DELETE')).status).toBe(204);
    expect((await root(path)).status).toBe(404);
    const running = countCells(store, ['lymphocyte']);
    expect((await root(`/api/sessions/${running.session}`, { reason: 'space' }, 'DELETE')).status).toBe(409);
  });

  it('tells what the data takes of the disk', async () => {
    const { store, ask } = await serveHistory();
    countedSession(store, ['lymphocyte', 'monocyte']);
    const { free, used } = storageUse.parse((await ask('/api/storage')).body);
    expect(free).toBeGreaterThan(0);
    expect(used.pictures).toBe(store.review.pictureBytes());
    expect(used.pictures).toBeGreaterThan(500);
    expect(used.records).toBeGreaterThan(50_000);
    expect(used.recordings).toBe(0);
  });
});
