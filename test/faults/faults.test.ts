/** The faults of bench/faults.ts, few times each. */
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { killDaemons } from './daemon-kill-soak.ts';
import { networkCamera, usbCamera } from './pluggable-cameras.ts';
import { replug } from './replug-soak.ts';
import { crowd } from './viewer-crowd.ts';

const QUICK = { backoff: { firstDelayMs: 20, maxDelayMs: 200, resetAfterMs: 10_000 } };

describe('a camera that is unplugged again and again', { timeout: 120_000 }, () => {
  it('comes back on the network, and leaves no process and no handle behind', async () => {
    await using camera = await networkCamera(QUICK);
    const { mostChildren, leftChildren, moreHandles } = await replug(camera, { times: 3, mostAwayMs: 200 });
    expect({ mostChildren, leftChildren }).toEqual({ mostChildren: 1, leftChildren: 0 });
    expect(moreHandles).toBeLessThanOrEqual(2);
  });

  it('comes back on the USB, and leaves no process and no handle behind', async () => {
    const camera = usbCamera(temporaryFolder(), QUICK);
    const { mostChildren, leftChildren, moreHandles } = await replug(camera, { times: 8, mostAwayMs: 100 });
    expect({ mostChildren, leftChildren }).toEqual({ mostChildren: 1, leftChildren: 0 });
    expect(moreHandles).toBeLessThanOrEqual(2);
  });
});

it('an instrument that is killed while it counts and signs loses no signature and tells none twice', {
  timeout: 240_000,
}, async () => {
  const { faults, leftChildren } = await killDaemons({ kills: 2, folder: temporaryFolder() });
  expect(faults).toEqual([]);
  expect(leftChildren).toBe(0);
});

it('a viewer that never reads leaves the others their pictures', {
  timeout: 120_000,
}, async () => {
  const few = { viewers: 4, seconds: 2, settleMs: 0 };
  const { stalled } = await crowd({ ...few, folder: temporaryFolder() });
  expect(stalled.perSecond).toBeGreaterThan(0);
});
