import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { drawGoldenField } from '../../src/care/golden-field.ts';
import { runSelfTest, selfTestFault } from '../../src/care/self-test.ts';
import { type Models, openModels } from '../../src/inference/open-models.ts';
import { PRODUCT } from '../../src/product.ts';
import { openStore } from '../../src/store/store.ts';
import { modelsWithSwappedHead } from '../support/swapped-head.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const OPTIONS = { provider: 'cpu', threads: 1, rejectBelow: 0.4 } as const;

describe('the golden field', () => {
  it('is the same every time, and shows five white cells of four kinds', () => {
    const field = drawGoldenField();
    const sum = hash('sha256', field.picture.pixels);
    expect(hash('sha256', drawGoldenField().picture.pixels)).toBe(sum);
    expect(field.cells).toHaveLength(5);
    expect(new Set(field.cells.map(({ classes }) => classes[0])).size).toBe(4);
  });
});

describe('the self-test', () => {
  let models: Models;
  beforeAll(async () => {
    models = await openModels({ ...OPTIONS, directory: PRODUCT.modelDirectory });
  });
  afterAll(() => models?.close());

  it('is passed by the shipped models and a sound store, and written down', async () => {
    const store = openStore({ directory: temporaryFolder() });
    onTestFinished(() => store.close());
    const report = await runSelfTest({ models, roundTrip: (details) => store.keeping.noteSelfTest(details) });
    expect(selfTestFault(report)).toBeNull();
    expect(report.checks.map(({ name, passed }) => [name, passed])).toEqual([
      ['boxes', true],
      ['classes', true],
      ['store', true],
    ]);
    expect(store.access.audit.newestOf('self-tested')?.details).toMatchObject({
      passed: true,
      models: [
        expect.stringContaining(models.models[0].sha256),
        expect.stringContaining(models.models[1].sha256),
      ],
    });
  });

  it('fails when the detector finds nothing, or breaks', async () => {
    const blind = { ...models, detector: { detect: async () => [] } } as unknown as Models;
    expect(selfTestFault(await runSelfTest({ models: blind }))).toContain('0 of 5 white cells');
    const broken = { ...models, detector: { detect: () => Promise.reject(new Error('no driver')) } };
    expect(selfTestFault(await runSelfTest({ models: broken as unknown as Models }))).toContain('no driver');
  });

  it('fails when the store gives nothing back', async () => {
    const closed = openStore({ directory: temporaryFolder() });
    closed.close();
    const report = await runSelfTest({
      models,
      roundTrip: (details) => closed.keeping.noteSelfTest(details),
    });
    expect(report.passed).toBe(false);
    expect(selfTestFault(report)).toMatch(/^store: /);
  });

  it('finds a head whose classes were mixed up, though every checksum is right', async () => {
    const swapped = await openModels({ ...OPTIONS, directory: modelsWithSwappedHead(temporaryFolder()) });
    onTestFinished(() => swapped.close());
    const fault = selfTestFault(await runSelfTest({ models: swapped }));
    expect(fault).toMatch(/^classes: [0-3] of 5 named right$/);
  });
});
