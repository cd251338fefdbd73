import { describe, expect, it, onTestFinished } from 'vitest';
import { HematovisionError } from '../../src/core/errors.ts';
import { readingsFor, takeReading } from '../../src/lab/hemocytometer-desk.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NOON = '2026-03-01T12:00:00.000Z';
const READING = {
  id: 'counter-7:0042',
  cell: 'wbc',
  count: 188,
  chambers: [92, 96],
  squares: 8,
  dilution: 20,
  device: 'counter-7',
  takenAt: '2026-03-01T12:55:00+01:00',
  accession: 'A-17',
};

function openDesk() {
  const directory = temporaryFolder();
  const clock = { now: new Date(NOON) };
  let store = openStore({ directory });
  onTestFinished(() => store.close());
  const desk = () => ({ table: store.chamberReadings, now: () => clock.now, staleAfterMs: 8 * 3_600_000 });
  const reopen = (): void => {
    store.close();
    store = openStore({ directory });
  };
  return { desk, clock, reopen, audit: () => store.access.audit.newest(10) };
}

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof HematovisionError && thrown.code === 'chamber-reading-refused')
      return thrown.message;
    throw thrown;
  }
  throw new Error('it was taken');
}

describe('the desk of counting chambers', () => {
  it('keeps a reading, over a restart too, and offers it for its specimen', () => {
    const { desk, reopen, audit } = openDesk();
    const { repeated, reading } = takeReading(READING, desk());
    expect(repeated).toBe(false);
    expect(reading).toMatchObject({
      perUl: 4700,
      takenAt: '2026-03-01T11:55:00.000Z',
      doubts: [],
      refused: false,
    });
    reopen();
    const { offered, readings } = readingsFor('A-17', desk());
    expect(offered).toEqual({ wbc: reading, rbc: null, platelet: null });
    expect(readings).toEqual([reading]);
    expect(readingsFor('A-18', desk()).offered.wbc).toBeNull();
    expect(audit().at(-1)).toMatchObject({
      what: 'chamber-reading-taken',
      details: { id: READING.id, perUl: 4700 },
    });
  });

  it('takes the same reading once, and no other one under its id', () => {
    const { desk } = openDesk();
    const first = takeReading(READING, desk());
    expect(takeReading(READING, desk())).toEqual({ ...first, repeated: true });
    expect(reasonOf(() => takeReading({ ...READING, count: 190, chambers: [94, 96] }, desk()))).toContain(
      'Another reading has the id',
    );
    expect(readingsFor('A-17', desk()).readings).toHaveLength(1);
  });

  it('refuses what is doubtful with every reason, keeps it and does not offer it', () => {
    const { desk } = openDesk();
    const doubtful = { ...READING, count: 150, chambers: [40, 110], takenAt: '2026-03-01T03:00:00Z' };
    const reason = reasonOf(() => takeReading(doubtful, desk()));
    expect(reason).toMatch(/too long ago.*differ by more/s);
    // Sent again it is refused again, not taken for new.
    expect(reasonOf(() => takeReading(doubtful, desk()))).toBe(reason);
    const { offered, readings } = readingsFor('A-17', desk());
    expect(offered.wbc).toBeNull();
    expect(readings).toMatchObject([{ refused: true, doubts: ['stale', 'chambers-differ'] }]);
  });

  it('no longer offers a reading that has become stale', () => {
    const { desk, clock } = openDesk();
    takeReading(READING, desk());
    clock.now = new Date('2026-03-01T19:54:59Z');
    expect(readingsFor('A-17', desk()).offered.wbc).not.toBeNull();
    clock.now = new Date('2026-03-01T19:55:01Z');
    expect(readingsFor('A-17', desk()).offered.wbc).toBeNull();
  });

  it('offers the newest reading, and one without accession where the specimen has none of its own', () => {
    const { desk } = openDesk();
    const { accession, count, chambers, squares, ...bare } = READING;
    takeReading({ ...bare, id: 'any', concentration: 5.5, takenAt: '2026-03-01T11:58:00Z' }, desk());
    expect(readingsFor(accession, desk()).offered.wbc).toMatchObject({ id: 'any', perUl: 5500, ci95: null });
    takeReading({ ...READING, id: 'late' }, desk());
    takeReading({ ...READING, id: 'early', takenAt: '2026-03-01T11:30:00Z' }, desk());
    expect(readingsFor(accession, desk()).offered.wbc).toMatchObject({ id: 'late' });
  });

  it.each([
    ['a misspelt key', { dillution: 20 }, /dillution.*did you mean dilution/],
    ['a count and a concentration', { concentration: 4.7 }, /count or concentration/],
    ['chambers that do not add up', { chambers: [1, 2] }, /sum of both chambers/],
    ['a device that is no name', { device: 'a b' }, /device/],
    ['a time without zone', { takenAt: '2026-03-01T12:00:00' }, /takenAt/],
  ])('refuses %s', (_, change, told) => {
    const { desk } = openDesk();
    expect(reasonOf(() => takeReading({ ...READING, ...change }, desk()))).toMatch(told);
    expect(readingsFor(null, desk()).readings).toEqual([]);
  });

  it('refuses what is no reading at all', () => {
    const { desk } = openDesk();
    for (const value of [null, 7, 'x', [], {}])
      expect(reasonOf(() => takeReading(value, desk()))).not.toBe('');
  });
});
