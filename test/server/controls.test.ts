import { describe, expect, it } from 'vitest';
import { QualityControl } from '../../src/care/quality-control.ts';
import type { ControlRun, ControlSlide } from '../../src/core/control-slide.ts';
import { controlView } from '../../src/core/wire/control.ts';
import { Notices } from '../../src/notices.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { serveApp } from './serve-app.ts';

const SLIDE: ControlSlide = {
  accession: 'QC-1',
  name: 'Normal, lot 1',
  leastCells: 100,
  expected: { lymphocyte: { percent: 30, tolerance: 5 } },
};
const HOUR_MS = 3_600_000;

function run(session: string, at: string, found: number): ControlRun {
  const passed = Math.abs(found - 30) <= 5;
  const row = { class: 'lymphocyte', expected: 30, tolerance: 5, found, passed } as const;
  return { session, control: SLIDE.name, at, n: 120, passed, rows: [row] };
}

describe('quality control over HTTP', () => {
  it('tells slides, standing and runs, newest first', async () => {
    const { url, store } = await serveApp({}, { controls: [SLIDE] });
    const view = async () => controlView.parse(await (await fetch(`${url}/api/controls`)).json());
    expect(await view()).toMatchObject({ standing: 'due', dueAt: null, runs: [], slides: [SLIDE] });
    const now = Date.now();
    const at = new Date(now - 2 * HOUR_MS).toISOString();
    store.keeping.putControlRun(run(store.startSession({}).id, at, 31));
    expect(await view()).toMatchObject({
      standing: 'passed',
      dueAt: new Date(now + 22 * HOUR_MS).toISOString(),
      runs: [{ at, passed: true }],
    });
  });

  it('is off where no slides are set up', async () => {
    const { url } = await serveApp();
    expect(await (await fetch(`${url}/api/controls`)).json()).toMatchObject({ standing: 'off', runs: [] });
    expect((await fetch(`${url}/api/controls?limit=0`)).status).toBe(400);
  });
});

describe('how quality control stands', () => {
  it('goes from due to passed to due again, and to failed whatever the time', () => {
    const store = openStore({ directory: temporaryFolder() });
    const control = new QualityControl({
      ...{ controls: [SLIDE], everyHours: 24, keeping: store.keeping, notices: new Notices() },
    });
    const at = new Date('2026-11-20T08:00:00Z');
    const standingAfter = (hours: number) =>
      control.view(new Date(at.getTime() + hours * HOUR_MS), 9).standing;
    const put = (found: number, time: Date) => {
      const { id } = store.startSession({});
      store.endSession(id, () => []);
      store.keeping.putControlRun(run(id, time.toISOString(), found));
    };
    expect(standingAfter(0)).toBe('due');
    put(31, at);
    expect([standingAfter(1), standingAfter(24), standingAfter(24.1)]).toEqual(['passed', 'passed', 'due']);
    put(51, new Date(at.getTime() + HOUR_MS));
    expect([standingAfter(2), standingAfter(48)]).toEqual(['failed', 'failed']);
    expect(control.view(at, 9).runs.map(({ passed }) => passed)).toEqual([false, true]);
    store.close();
  });
});
