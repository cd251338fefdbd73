import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import type { Frame } from '../../src/core/types.ts';
import type { PictureContent } from '../../src/core/wire/live.ts';
import { FrameGrab } from '../../src/frame-grab.ts';
import { signedIn } from '../server/people.ts';
import { greyFrame, serveApp } from '../server/serve-app.ts';
import { drawRuler } from '../slide/drawn-ruler.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { ROOT } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { deskPages } from './desk-pages.ts';

const desks = deskPages();

const OVERLAY: PictureContent = {
  quality: {
    ...{ verdict: 'good', focus: 1, speedPixels: 0, luminance: 200, fault: null, redCells: null },
    limits: { leastFocus: 0.45, fastestPixels: 24 },
  },
  pose: { xUm: 0, yUm: 0, confidence: 0 },
  micronsPerPixel: 0.075,
  overlay: [],
};

/** An instrument with files of its own, and somebody who may change them. */
async function serveSettings(section: string) {
  const folder = temporaryFolder();
  const [configFile, rulesFile] = [join(folder, 'config.yaml'), join(folder, 'laboratory.yaml')];
  writeFileSync(configFile, '# bench 3\ninference:\n  rejectBelow: 0.4\n');
  copyFileSync(join(ROOT, 'deploy/laboratory.yaml'), rulesFile);
  const config = parseConfig({ dataDirectory: folder, lab: { rulesFile } }, 'test');
  const grab = new FrameGrab();
  const { uiDirectory } = desks;
  const served = await serveApp({}, { demo: false, config, configFile, grab, uiDirectory });
  const headers = signedIn(served.store, 'administrator', 'ada');
  const page = await desks.open(`${served.url}/#/settings/${section}`, { headers });
  return { ...served, page, grab, folder, configFile, rulesFile };
}

/** Lines of a stage micrometer, 24 pixels apart, as the camera shows them. */
function rulerFrame(): Frame {
  const { width, height, pixels } = drawRuler({ spacing: 24 });
  const frame = greyFrame({ seq: 1, width, height });
  for (let at = 0; at < frame.pixels.length; at += 1) frame.pixels[at] = pixels[Math.floor(at / 3)] ?? 0;
  return frame;
}

describe('the settings', { timeout: 120_000 }, () => {
  it('show the camera’s picture, and measure its scale on the lines it sees', async () => {
    const { page, hub, grab, folder } = await serveSettings('camera');
    const preview = page.getByAltText('Live picture');
    await preview.waitFor({ state: 'attached' });
    // As long as the test runs: the preview is one answer without an end.
    const frame = rulerFrame();
    const camera = setInterval(() => {
      grab.offer(frame);
      void hub.show(frame, OVERLAY);
    }, 50);
    try {
      const widthOf = (img: unknown) => (img as { readonly naturalWidth: number }).naturalWidth;
      await expect.poll(() => preview.evaluate(widthOf)).toBe(480);
      await page.getByRole('button', { name: 'Measure on the lines' }).click();
      await page.getByText(/0\.41\d+ µm per pixel/).waitFor();
      await page.getByRole('button', { name: 'Measure again and keep it' }).click();
      await page.getByText('Kept. Takes effect after a restart').waitFor();
      expect(readFileSync(join(folder, 'calibration.json'), 'utf8')).toContain('0.41');
      await page.getByLabel('From line to line, µm').fill('ten');
      await page.getByRole('button', { name: 'Measure on the lines' }).click();
      await page.getByRole('alert').getByText('This is not a distance').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
    } finally {
      clearInterval(camera);
    }
  });

  it('are written into the file of the instrument, and refused with the reason', async () => {
    const { page, configFile, store } = await serveSettings('counting');
    const least = page.getByLabel('Least probability');
    await least.fill('2');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('inference.rejectBelow').waitFor();
    await least.fill('0,6');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. Takes effect after a restart.').waitFor();
    await page.getByText('In force until the restart: 0.4').waitFor();
    expect(readFileSync(configFile, 'utf8')).toMatch(/# bench 3[\s\S]*rejectBelow: 0\.6/);
    expect(store.access.audit.newestOf('settings-written')).toMatchObject({ actor: 'person:ada' });
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Classes and colours' }).click();
    await page.getByLabel('Classes in use').selectOption('five-part');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. Takes effect after a restart.').waitFor();
    expect(readFileSync(configFile, 'utf8')).toContain('classSet: five-part');
    expect(await page.locator('hv-classes-section tbody tr').count()).toBeGreaterThan(15);
  });

  it('check the laboratory’s ranges before they keep them', async () => {
    const { page, rulesFile } = await serveSettings('ranges');
    const text = page.getByLabel('Reference ranges, review rules and codes');
    const before = await text.inputValue();
    expect(before).toBe(readFileSync(rulesFile, 'utf8'));
    await text.fill(before.replace(/^ranges:/m, 'rangs:'));
    await page.getByRole('button', { name: 'Check and save' }).click();
    await page.getByRole('alert').getByText('rangs').waitFor();
    expect(readFileSync(rulesFile, 'utf8')).toBe(before);
    await text.fill(before.replace("correctWbcWhenNrbc: '>= 5'", "correctWbcWhenNrbc: '>= 10'"));
    await page.getByRole('button', { name: 'Check and save' }).click();
    await page.getByText('Saved. Takes effect after a restart.').waitFor();
    expect(readFileSync(rulesFile, 'utf8')).toContain("'>= 10'");
  });

  it('of this browser hold at once and after a reload: language with its direction, and theme', async () => {
    const { page } = await serveSettings('browser');
    const root = page.locator('html');
    await page.getByLabel('Colours').selectOption('light');
    expect(await root.getAttribute('data-theme')).toBe('light');
    await page.getByLabel('Language').selectOption('العربية');
    await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual(['ar', 'rtl']);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
    expect(await root.getAttribute('data-theme')).toBe('light');
  });

  it('of the instrument are an administrator’s alone', async () => {
    const { url, store } = await serveSettings('browser');
    const page = await desks.open(`${url}/#/settings/counting`, {
      headers: signedIn(store, 'reviewer', 'grace'),
    });
    await page.getByRole('heading', { name: 'This browser' }).waitFor();
    expect(
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link').allInnerTexts(),
    ).toEqual(['This browser', 'Classes and colours']);
  });
});
