import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { QualityControl, readControlSlides } from '../../src/care/quality-control.ts';
import { resultComposer } from '../../src/compose-result.ts';
import { type ControlSlide, judgeControl } from '../../src/core/control-slide.ts';
import type { Tally } from '../../src/core/types.ts';
import { tellAsJson } from '../../src/lab/tell-result.ts';
import { Notices } from '../../src/notices.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import { openStore } from '../../src/store/store.ts';
import { someCell } from '../store/some-facts.ts';
import { runCommand } from '../support/daemon.ts';
import { BASIS, RULES } from '../support/laboratory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CONTROL: ControlSlide = {
  accession: 'QC-1',
  name: 'Normal, lot 1',
  leastCells: 100,
  expected: { neutrophil: { percent: 60, tolerance: 10 }, lymphocyte: { percent: 30, tolerance: 5 } },
};
const NOW = new Date('2026-11-21T08:00:00Z');

function snapshotOf(tally: Partial<Tally>, accession: string | null = 'QC-1') {
  const counted = openStoreOnce().startSession({ accession });
  return differential({
    ...counted,
    session: counted.id,
    tally: { ...emptyTally(), ...tally },
    rules: RULES,
  });
}

function openStoreOnce() {
  const store = openStore({ directory: temporaryFolder() });
  onTestFinished(() => store.close());
  return store;
}

describe('a control slide', () => {
  it('passes when every class is within its tolerance, roll-ups among them', () => {
    const run = judgeControl(
      CONTROL,
      snapshotOf({ neutrophil_segmented: 60, neutrophil_band: 5, lymphocyte: 35 }),
      NOW,
    );
    expect(run).toMatchObject({ passed: true, n: 100, control: 'Normal, lot 1', at: NOW.toISOString() });
    expect(run.rows).toEqual([
      { class: 'lymphocyte', expected: 30, tolerance: 5, found: 35, passed: true },
      { class: 'neutrophil', expected: 60, tolerance: 10, found: 65, passed: true },
    ]);
  });

  it.each<[string, Partial<Tally>]>([
    ['one class is beyond it', { neutrophil_segmented: 64, lymphocyte: 36 }],
    ['too few cells were counted', { neutrophil_segmented: 6, lymphocyte: 3 }],
    ['nothing was counted', {}],
  ])('fails when %s', (_why, tally) => {
    expect(judgeControl(CONTROL, snapshotOf(tally), NOW).passed).toBe(false);
  });

  it('passes exactly when the distance allows it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (lymphocyte) => {
        const rows = [{ class: 'lymphocyte', percent: lymphocyte }] as never;
        const control = { ...CONTROL, expected: { lymphocyte: { percent: 30, tolerance: 5 } } };
        const run = judgeControl(control, { session: 's', n: 100, rows, totals: [] }, NOW);
        return run.passed === (lymphocyte >= 25 && lymphocyte <= 35);
      }),
    );
  });

  it('is asked for when due, told when it fails, and quiet once it passes', () => {
    const notices = new Notices();
    const { keeping } = openStoreOnce();
    // Its sessions are of another store: the reference is what is tested elsewhere.
    const runs: Parameters<typeof keeping.putControlRun>[0][] = [];
    const kept = { putControlRun: (run: (typeof runs)[0]) => runs.unshift(run), controlRuns: () => runs };
    const control = new QualityControl({
      ...{ controls: [CONTROL], everyHours: 24, notices },
      keeping: kept as unknown as typeof keeping,
    });
    const codes = () => notices.all.map(({ code }) => code);
    control.look(NOW);
    expect(codes()).toEqual(['control-due']);
    control.ended(snapshotOf({ lymphocyte: 100 }), NOW);
    expect(codes()).toEqual(['control-failed']);
    expect(notices.all[0]?.message).toContain('lymphocyte 100.0 % (30 ± 5)');
    control.ended(snapshotOf({ neutrophil_segmented: 70, lymphocyte: 30 }), NOW);
    expect(codes()).toEqual([]);
    control.ended(snapshotOf({ lymphocyte: 100 }, 'S-1'), NOW);
    expect(codes()).toEqual([]);
    control.look(new Date(NOW.getTime() + 25 * 3_600_000));
    expect(codes()).toEqual(['control-due']);
  });

  it('is kept, listed at the console, and told to nobody', async () => {
    const directory = temporaryFolder();
    const store = openStore({ directory });
    const compose = resultComposer({
      ...{ site: 'lab', device: 'bench-1', rules: RULES, basis: BASIS, tellers: [tellAsJson('mqtt')] },
      isControl: (accession) => accession === 'QC-1',
    });
    const { id } = store.startSession({ accession: 'QC-1' });
    store.recordCells(id, [{ cell: someCell('c'), cropJpeg: null }]);
    store.endSession(
      id,
      (session, tally, envelope) =>
        compose({ session, tally, envelope, basis: BASIS, verified: null }).messages,
    );
    expect(store.outbox.pending('mqtt', 9)).toEqual([]);
    const session = store.session(id);
    if (!session) throw new Error('no session');
    const snapshot = differential({ ...session, session: id, tally: store.tally(id), rules: RULES });
    const run = judgeControl(CONTROL, snapshot, NOW);
    store.keeping.putControlRun(run);
    store.keeping.putControlRun(run);
    expect(store.keeping.controlRuns(9)).toEqual([run]);
    expect(store.auditTrail(id).filter(({ what }) => what === 'control-judged')).toHaveLength(1);
    store.close();
    const listed = await runCommand(['control', 'list', '--data', directory]);
    expect(listed.stdout).toContain('FAILED  Normal, lot 1  1 cells  lymphocyte 100.0 % instead of 30 ± 5');
  });

  it('is described by a file; the shipped example is sound, a misspelt class is refused', () => {
    expect(readControlSlides('deploy/controls.yaml')).toHaveLength(1);
    expect(readControlSlides(undefined)).toEqual([]);
  });
});
