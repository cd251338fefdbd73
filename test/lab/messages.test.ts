import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES, WHITE_CELL_CLASSES } from '../../src/core/cells.ts';
import type { ClassSet } from '../../src/core/class-set.ts';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import type { Tally } from '../../src/core/types.ts';
import { resultPayload } from '../../src/lab/result-message.ts';
import { healthMessage, progressMessage } from '../../src/lab/state-messages.ts';
import { tellAsJson } from '../../src/lab/tell-result.ts';
import type { SessionRecord } from '../../src/store/records.ts';
import { RULES } from '../support/laboratory.ts';
import { DEVICE, FIELDS, MODELS, SITE, SOFTWARE, STATE, snapshotOf, tallyOf } from './facts.ts';
import { validatorFor } from './schemas.ts';

const AT = '2026-03-01T12:10:00.000Z';
const ENVELOPE = { id: '0195f0c8-7a00-7000-8000-000000000001', seq: 12, at: AT };
const SESSION: SessionRecord = {
  ...BLANK_ORDER,
  id: '0195f0c8-7a00-7000-8000-00000000000a',
  accession: 'A-17',
  startedAt: '2026-03-01T12:00:00.000Z',
  endedAt: AT,
  status: 'ended',
  revision: 101,
  kind: 'scan',
  micronsPerPixel: 0.075,
  state: 'ended',
  amendReason: null,
};

function resultOf(tally: Tally, session = SESSION, classSet?: ClassSet) {
  const facts = {
    site: SITE,
    device: DEVICE,
    session,
    snapshot: snapshotOf(session, tally),
    models: MODELS,
    codes: RULES.codes,
    fields: FIELDS,
    software: SOFTWARE,
    verified: null,
    envelope: ENVELOPE,
    classSet,
  };
  const { topic, payload } = tellAsJson('mqtt')(resultPayload(facts));
  return { topic, result: JSON.parse(payload) };
}

describe('the result', () => {
  it('is the differential of the slide with codes and intervals, not signed by anyone', () => {
    const counts = {
      neutrophil_segmented: 60,
      lymphocyte: 31,
      monocyte: 9,
      erythroblast: 8,
      platelet: 40,
      unclassified: 3,
    };
    const { topic, result } = resultOf(tallyOf(counts));
    expect(topic).toBe(`session/${SESSION.id}/result`);
    expect(result).toMatchObject({
      schema: 'urn:hematovision:mqtt:result:1',
      ...ENVELOPE,
      device: DEVICE,
      session: { accession: 'A-17', revision: 101 },
      status: 'preliminary',
      model: MODELS.classifier,
      detector: MODELS.detector,
      n: 100,
      nrbc: { code: '19048-8', n: 8, per100Wbc: 8, ci95: [3.36, 16.38] },
      wbc: null,
      platelets: { n: 40 },
      unclassified: { n: 3 },
      fields: FIELDS,
      disclaimer: expect.stringContaining('Not a medical device'),
    });
    expect(result.differential).toHaveLength(9);
    // 9 of 100: the interval of Rümke's table.
    expect(result.differential[3]).toEqual({
      class: 'monocyte',
      code: '26485-3',
      n: 9,
      percent: 9,
      ci95: [4.2, 16.4],
      range: { low: 0, high: 9 },
      interpretation: 'N',
    });
    expect(result.patient).toEqual({ age: null, sex: null, ageIsAssumed: true });
  });

  it('rounds a share once: a reader of 12.85 would make 12.9 of what the dashboard calls 12.8', () => {
    const { result } = resultOf(tallyOf({ neutrophil_segmented: 251, lymphocyte: 37 }));
    expect(result.differential).toContainEqual(
      expect.objectContaining({ class: 'lymphocyte', percent: 12.8 }),
    );
  });

  it('carries sums, absolute counts with their codes, and the flags, where a white-cell count is known', () => {
    const order = { age: { value: 43, unit: 'years' }, sex: 'female', wbcCount: 17.4 } as const;
    const { result } = resultOf(tallyOf({ neutrophil_segmented: 4, lymphocyte: 96, erythroblast: 8 }), {
      ...SESSION,
      ...order,
    });
    expect(result).toMatchObject({
      patient: { age: order.age, sex: 'female', ageIsAssumed: false },
      wbc: {
        code: '26464-8',
        value: 17.4,
        corrected: { code: '12227-5', value: 16.11 },
        interpretation: 'H',
      },
    });
    expect(result.totals[0]).toMatchObject({
      class: 'neutrophil',
      code: '26511-6',
      n: 4,
      absolute: { code: '26499-4', value: 0.64, unit: '10*9/L', interpretation: 'L' },
    });
    expect(result.flags.map((flag: { of: string; level: string }) => `${flag.of} ${flag.level}`)).toEqual([
      'erythroblast review',
      'lymphocyte review',
      'neutrophil review',
    ]);
    const valid = validatorFor('result');
    expect(valid(result), JSON.stringify(valid.errors)).toBe(true);
  });

  it('gives no percentage where nothing was counted', () => {
    const { result } = resultOf(tallyOf({ platelet: 5 }), { ...SESSION, accession: null });
    expect(result).toMatchObject({ n: 0, nrbc: { n: 0, per100Wbc: null }, session: { accession: null } });
    expect(result.differential[0]).toMatchObject({ n: 0, percent: null, ci95: null });
    expect(validatorFor('result')(result)).toBe(true);
  });

  it('leaves out what was not told apart: it is not 0', () => {
    const valid = validatorFor('result');
    const { result } = resultOf(tallyOf({ neutrophil_segmented: 60, lymphocyte: 40 }), SESSION, 'five-part');
    expect(result.classSet).toBe('five-part');
    expect(result.differential.map((row: { class: string }) => row.class)).toEqual([
      'lymphocyte',
      'monocyte',
      'eosinophil',
      'basophil',
    ]);
    expect(result.totals).toMatchObject([{ class: 'neutrophil', n: 60, percent: 60 }]);
    expect(result.nrbc).toBeNull();
    expect(valid(result), JSON.stringify(valid.errors)).toBe(true);
    const listed = resultOf(tallyOf({ lymphocyte: 40 }), SESSION, ['lymphocyte', 'erythroblast']).result;
    expect(listed).toMatchObject({ differential: [{ class: 'lymphocyte' }], totals: [], nrbc: { n: 0 } });
  });

  it('tells what a person named all the same', () => {
    const tally = tallyOf({ neutrophil_segmented: 60, neutrophil_band: 2, myelocyte: 1, erythroblast: 3 });
    const { result } = resultOf(tally, SESSION, 'five-part');
    expect(result.differential.at(-1)).toMatchObject({ class: 'myelocyte', n: 1 });
    expect(result.totals).toMatchObject([{ class: 'neutrophil', n: 62 }]);
    expect(result.nrbc).toMatchObject({ n: 3 });
  });

  it('fits the published schema whatever was counted, and its counts add up', () => {
    const valid = validatorFor('result');
    const tallies = fc
      .tuple(...ALL_CELL_CLASSES.map(() => fc.nat(5000)))
      .map((counts) =>
        tallyOf(Object.fromEntries(ALL_CELL_CLASSES.map((name, index) => [name, counts[index] ?? 0]))),
      );
    const wbcCounts = fc.option(fc.double({ min: 0.1, max: 500, noNaN: true }));
    fc.assert(
      fc.property(tallies, wbcCounts, (tally, wbcCount) => {
        const { result } = resultOf(tally, { ...SESSION, wbcCount });
        expect(valid(result), JSON.stringify(valid.errors)).toBe(true);
        expect(result.n).toBe(WHITE_CELL_CLASSES.reduce((sum, name) => sum + tally[name], 0));
        expect(result.n).toBe(
          result.differential.reduce((sum: number, row: { n: number }) => sum + row.n, 0),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is refused by the published schema when a key is missing or wrong', () => {
    const valid = validatorFor('result');
    const { result } = resultOf(tallyOf({ lymphocyte: 1 }));
    expect(valid({ ...result, id: 'not-a-uuid' })).toBe(false);
    expect(valid({ ...result, n: undefined })).toBe(false);
    expect(valid({ ...result, addedLater: true })).toBe(true);
  });
});

describe('health and progress', () => {
  it('fit the published schemas', () => {
    const vitals = { at: new Date(AT), uptimeSeconds: 12.5, residentBytes: 200_000_000 };
    const health = validatorFor('health');
    expect(
      health(JSON.parse(JSON.stringify(healthMessage(STATE, vitals)))),
      JSON.stringify(health.errors),
    ).toBe(true);
    const progress = validatorFor('progress');
    const message = progressMessage(snapshotOf(SESSION, tallyOf({ lymphocyte: 3 })), DEVICE, new Date(AT));
    expect(progress(JSON.parse(JSON.stringify(message))), JSON.stringify(progress.errors)).toBe(true);
  });
});
