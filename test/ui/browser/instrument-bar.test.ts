import { expect, it, onTestFinished } from 'vitest';
import { page } from 'vitest/browser';
import type { InstrumentBar } from '../../../src/ui/instrument/instrument-bar.ts';
import '../../../src/ui/instrument/instrument-bar.ts';
import { mount, parts } from './mount.ts';

it.each([
  ['simulated microscope', true],
  [`file:${'slide-'.repeat(40)}a.mp4`, false],
])('shows the name of a camera whole or not at all: %s', async (source, fits) => {
  await page.viewport(1200, 800);
  onTestFinished(() => page.viewport(414, 896));
  const bar = await mount<InstrumentBar>('hv-instrument-bar', { source, device: 'bench-7' });
  const [frame, name] = ['.device', '.device span'].map((part) =>
    parts(bar, part)[0]?.getBoundingClientRect(),
  );
  if (!frame || !name) throw new Error('the bar names no camera');
  expect(name.width).toBeGreaterThan(0);
  if (fits) expect(name.right).toBeLessThanOrEqual(frame.right);
  expect(name.top < frame.bottom).toBe(fits);
  expect(parts(bar, '.device')[0]?.title).toBe(`${source}, bench-7`);
});
