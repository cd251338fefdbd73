import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { DATABASE_FILE, openStore, type Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { signOnce } from './sign-once.ts';

const SIGNER = fileURLToPath(new URL('signing-child.ts', import.meta.url));

/** The ids that a signer had said are signed when it was killed, after `lines` of them and a moment. */
async function killAfter(directory: string, lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [SIGNER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === lines) setTimeout(() => child.kill('SIGKILL'), Math.random() * 20);
  }
  return said;
}

/** A signature is there whole or not at all: report, state, audit entry, message and its decisions; gives the reports. */
function expectSound(store: Store): readonly string[] {
  const queued = new Set(store.outbox.pending('mqtt', 10_000).map(({ id }) => id));
  return store.sessions(1000).flatMap(({ id, state }) => {
    const reports = store.review.reports.heads(id);
    const audit = store.auditTrail(id);
    const of = (what: string) => audit.filter((entry) => entry.what === what);
    expect(of('session-signed').map(({ details }) => details.report)).toEqual(reports.map((head) => head.id));
    expect(reports.every((head) => queued.has(head.id))).toBe(true);
    const amendments = of('session-amended').length;
    const expected =
      amendments === reports.length
        ? reports.length === 0
          ? ['counting', 'ended']
          : ['amending']
        : ['signed'];
    expect(expected).toContain(state);
    const decisions = store.readings.decisions.ofSession(id);
    const audited = of('cell-decided').flatMap(({ details }) => details.decisions as { number: number }[]);
    expect(audited.map(({ number }) => number)).toEqual(decisions.map(({ number }) => number));
    for (const cell of store.cells(id, { limit: 100 }))
      expect(cell.decided).toBe(decisions.findLast((decision) => decision.cell === cell.id)?.after ?? null);
    return reports.map((head) => head.id);
  });
}

describe('a program that is killed while it signs', () => {
  it('has signed whole or not at all, and lost no signature it spoke of', { timeout: 60_000 }, async () => {
    const directory = temporaryFolder();
    const spoken: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      spoken.push(...(await killAfter(directory, 2 + round)));
      const store = openStore({ directory });
      expect(expectSound(store)).toEqual(expect.arrayContaining(spoken));
      expect(store.access.audit.verify()).toMatchObject({ ok: true });
      store.close();
    }
  });

  it('is sound wherever the write-ahead log is cut', { timeout: 60_000 }, () => {
    const source = temporaryFolder();
    const store = openStore({ directory: source });
    for (let round = 0; round < 3; round += 1) Array.from(signOnce(store, newId));
    const log = join(source, `${DATABASE_FILE}-wal`);
    const bytes = readFileSync(log).length;
    const seen = new Set<number>();
    for (let cut = 0; cut < 20; cut += 1) {
      const directory = temporaryFolder();
      copyFileSync(join(source, DATABASE_FILE), join(directory, DATABASE_FILE));
      const copy = join(directory, `${DATABASE_FILE}-wal`);
      copyFileSync(log, copy);
      truncateSync(copy, Math.floor((bytes * cut) / 19));
      const reopened = openStore({ directory });
      seen.add(expectSound(reopened).length);
      reopened.close();
    }
    store.close();
    expect([...seen].sort()).toEqual(expect.arrayContaining([0, 6]));
    expect(seen.size).toBeGreaterThan(3);
  });
});
