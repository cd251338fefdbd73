import { describe, expect, it, onTestFinished } from 'vitest';
import { noteList, SESSION_EVENTS, type SessionEventName } from '../../src/core/wire/review.ts';
import type { Store } from '../../src/store/store.ts';
import { waitUntil } from '../support/wait-until.ts';
import { asking } from './asking.ts';
import { countedSession } from './counted-session.ts';
import { signedIn, withLink } from './people.ts';
import { serveApp } from './serve-app.ts';

interface Heard {
  readonly name: SessionEventName;
  // biome-ignore lint/suspicious/noExplicitAny: every event has its own shape.
  readonly data: any;
}

/** Listens to a session in somebody's name, as a browser's EventSource does. */
async function listening(url: string, session: string, headers: Record<string, string>) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const answer = await fetch(`${url}/api/sessions/${session}/events`, { headers, signal: stop.signal });
  const heard: Heard[] = [];
  let ended = false;
  let text = '';
  const read = async () => {
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(event) ?? [];
        if (name && data)
          heard.push({
            name: name as SessionEventName,
            data: SESSION_EVENTS[name as SessionEventName].parse(JSON.parse(data)),
          });
      }
    }
    ended = true;
  };
  read().catch(() => undefined);
  return { status: answer.status, heard, isOver: () => ended };
}

async function serveSession() {
  const served = await serveApp({}, { demo: false });
  const { store, url } = served;
  const { session, cells } = countedSession(store, ['lymphocyte', 'monocyte']);
  const grace = signedIn(store, 'technician', 'grace');
  return { ...served, session, cells, grace, asGrace: asking(url, grace) };
}

function guestOf(store: Store, session: string) {
  return withLink(store, session);
}

describe('a colleague elsewhere', () => {
  it('leaves a note and points at a cell, and both appear at once on the technician’s screen', async () => {
    const { url, store, session, cells, grace, asGrace } = await serveSession();
    const { heard } = await listening(url, session, grace);
    const link = guestOf(store, session);
    const guest = asking(url, link.headers);
    const posted = await guest(`/api/sessions/${session}/notes`, { cell: cells[1], text: 'A blast?' });
    expect(posted.status).toBe(201);
    await waitUntil('the note is heard', () => heard.length === 1);
    expect(heard[0]).toEqual({ name: 'note', data: posted.body });
    expect(posted.body).toMatchObject({ by: `guest:${link.id}`, cell: cells[1], text: 'A blast?' });

    expect((await guest(`/api/sessions/${session}/point`, { cell: cells[0] })).status).toBe(204);
    await waitUntil('the pointing is heard', () => heard.length === 2);
    expect(heard[1]).toEqual({ name: 'point', data: { cell: cells[0], by: `guest:${link.id}` } });

    const { notes } = noteList.parse((await asGrace(`/api/sessions/${session}/notes`)).body);
    expect(notes).toEqual([posted.body]);
    const { body } = await asGrace(`/api/sessions/${session}/cells`);
    expect(body.cells.map((cell: { notes: number }) => cell.notes)).toEqual([0, 1]);
  });

  it('hears no more once the link is revoked, and nothing of other sessions at all', async () => {
    const { url, store, session, streams } = await serveSession();
    const other = countedSession(store, ['lymphocyte']);
    const link = guestOf(store, session);
    expect((await listening(url, other.session, link.headers)).status).toBe(403);
    expect(
      (await asking(url, link.headers)(`/api/sessions/${other.session}/notes`, { text: 'x' })).status,
    ).toBe(403);
    const listener = await listening(url, session, link.headers);
    store.access.revokeLink(link.id);
    streams.review();
    await waitUntil('the stream has ended', listener.isOver);
  });

  it('cannot point at a cell of another session, nor write nothing, nor write a book', async () => {
    const { url, store, session } = await serveSession();
    const other = countedSession(store, ['lymphocyte']);
    const guest = asking(url, guestOf(store, session).headers);
    expect((await guest(`/api/sessions/${session}/point`, { cell: other.cells[0] })).status).toBe(404);
    expect((await guest(`/api/sessions/${session}/notes`, { cell: other.cells[0], text: 'x' })).status).toBe(
      404,
    );
    expect((await guest(`/api/sessions/${session}/notes`, { text: ' ' })).status).toBe(400);
    expect((await guest(`/api/sessions/${session}/notes`, { text: 'x'.repeat(1001) })).status).toBe(400);
  });
});

describe('the events of a session', () => {
  it('tell of decisions and signatures, but to a second reader only that something changed', async () => {
    const { url, store, session, cells, grace, asGrace } = await serveSession();
    const mary = signedIn(store, 'technician', 'mary');
    await asking(url, mary)(`/api/sessions/${session}/second-reading`, {});
    const [toGrace, toMary] = [await listening(url, session, grace), await listening(url, session, mary)];
    await asGrace(`/api/sessions/${session}/decisions`, {
      decisions: [{ cell: cells[0], class: 'plasma_cell' }],
    });
    await asGrace(`/api/sessions/${session}/notes`, { text: 'plasma_cell' });
    await asking(url, mary)(`/api/sessions/${session}/second-reading/close`, {});
    await waitUntil('both heard', () => toGrace.heard.length === 3 && toMary.heard.length === 1);
    expect(toGrace.heard.map(({ name }) => name)).toEqual(['decided', 'note', 'revision']);
    expect(toMary.heard.map(({ name }) => name)).toEqual(['revision']);

    const ada = asking(url, signedIn(store, 'reviewer', 'ada'));
    const { body } = await ada(`/api/sessions/${session}`);
    await ada(`/api/sessions/${session}/sign`, { revision: body.snapshot.revision });
    await waitUntil('the signature is heard', () => toGrace.heard.some(({ name }) => name === 'signed'));
    expect(toGrace.heard.find(({ name }) => name === 'signed')?.data).toMatchObject({ version: 1 });
  });
});
