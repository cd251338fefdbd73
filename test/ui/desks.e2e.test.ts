import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { drawPortraits } from '../../src/capture/simulator/cell-portraits.ts';
import { createSimulation } from '../../src/capture/simulator/simulation.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SLOW = { timeout: 60_000 };

interface Opened {
  readonly page: Page;
  readonly url: string;
  /** Ends browser and daemon; the browser may have complained of what the test had refused, and of nothing else. */
  close(refusals?: number): Promise<void>;
}

/** The real daemon and a page of it. */
async function openPage(hash: string): Promise<Opened> {
  const daemon = await startDaemon(['--data', temporaryFolder(), '--broker', 'off']);
  const browser = await launchChromium();
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(SLOW.timeout);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${daemon.url}/${hash}`);
  const close = async (refusals = 0) => {
    await browser.close();
    expect(await daemon.stop()).toBe(0);
    expect(complaints.slice(refusals)).toEqual([]);
  };
  return { page, url: daemon.url, close };
}

function asFile(pixels: Uint8Array, width: number, height: number) {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** A basophil alone, a field of many cells, and a drawing with a script in it, as files. */
async function pictures() {
  const folder = temporaryFolder();
  const [cell, field, drawing] = ['cell.jpg', 'field.png', 'drawing.png'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  for await (const { pixels, side } of drawPortraits({ seed: 5, classes: ['basophil'] }))
    await asFile(pixels, side, side).jpeg({ quality: 95 }).toFile(cell);
  const plan = { width: 960, height: 720, fps: 1, seed: 7, micronsPerPixel: 0.075, nucleatedPerMm2: 1400 };
  const pixels = new Uint8Array(960 * 720 * 3);
  createSimulation({ ...plan, mix: 'uniform', pace: 'stills' }).shoot(0, pixels);
  await asFile(pixels, 960, 720).png().toFile(field);
  writeFileSync(drawing, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  return { cell, field, drawing };
}

/** Runs in the browser: an event with a file in it, as a hand or a clipboard makes it. */
const BRING = `({ type, base64 }) => {
  const data = new DataTransfer();
  const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  data.items.add(new File([content], type + '.jpg', { type: 'image/jpeg' }));
  const options = { bubbles: true, cancelable: true, composed: true };
  const inner = (name, within) => within.querySelector(name).shadowRoot;
  const page = inner('hv-upload-page', inner('hv-app-shell', inner('hv-access-gate', document)));
  if (type === 'drop') page.querySelector('main').dispatchEvent(new DragEvent('drop', { ...options, dataTransfer: data }));
  else window.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
}`;

/** Drops or pastes a picture. */
async function bring(page: Page, type: 'drop' | 'paste', picture: Buffer): Promise<void> {
  await page.evaluate(`(${BRING})(${JSON.stringify({ type, base64: picture.toString('base64') })})`);
}

describe('pictures that somebody brings', () => {
  it('are read, explained, told apart from what is none, and become a session', {
    timeout: 180_000,
  }, async () => {
    const { cell, field, drawing } = await pictures();
    const { page, url, close } = await openPage('#/upload');
    await page.getByText('Drop pictures here').waitFor();
    const shelf = page.locator('hv-picture-shelf li');
    await page.locator('#files').setInputFiles([cell, field, drawing]);
    await expect
      .poll(() => shelf.evaluateAll((all) => all.map((item) => item.dataset.state)), SLOW)
      .toEqual(['read', 'read', 'refused']);
    expect(await page.locator('.verdict').textContent()).toContain('Basophil');
    await page.getByRole('button', { name: 'Activation map' }).click();
    await page.locator('hv-picture-view canvas').waitFor();
    expect(await page.locator('.probabilities [data-class]').count()).toBe(11);
    expect(await accessibilityFaults(page)).toEqual([]);

    await shelf.nth(1).locator('.choose').click();
    await page.getByText('Differential of this picture').waitFor();
    const boxes = page.locator('hv-picture-view svg g');
    const found = await boxes.count();
    expect(found).toBeGreaterThan(1);
    await boxes.nth(1).click({ force: true });
    expect(await page.locator('.cells button').nth(1).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('radio', { name: 'One cell' }).check();
    await expect.poll(() => boxes.count(), SLOW).toBe(1);
    await page.getByRole('radio', { name: 'A field' }).check();
    await expect.poll(() => boxes.count(), SLOW).toBe(found);
    expect(await accessibilityFaults(page)).toEqual([]);

    await shelf.nth(2).locator('.choose').click();
    expect(await page.locator('.refused').textContent()).toContain('SVG drawing, which may hold scripts');
    await shelf.nth(2).locator('.remove').click();
    const portrait = await sharp(cell).toBuffer();
    await bring(page, 'drop', portrait);
    await bring(page, 'paste', portrait);
    const read = page.locator('hv-picture-shelf li[data-state=read]');
    await expect.poll(() => read.count(), SLOW).toBe(4);

    await page.getByRole('button', { name: 'Make a session' }).click();
    await page.getByLabel('Accession number').fill('26-UPLOAD');
    await page.getByRole('button', { name: 'Make and review' }).click();
    await page.waitForURL(/#\/review\//);
    const id = page.url().split('/').at(-1);
    const session = await (await fetch(`${url}/api/sessions/${id}`)).json();
    expect(session).toMatchObject({ accession: '26-UPLOAD', kind: 'upload', state: 'ended' });
    const current = await (await fetch(`${url}/api/sessions/current`)).json();
    expect(current).toMatchObject({ status: 'counting', accession: null });
    await close(1);
  });
});

describe('the manual counter', () => {
  it('counts by keys beside the machine, survives a reload, stops at its target and compares', {
    timeout: 120_000,
  }, async () => {
    const { page, close } = await openPage('#/tally');
    await page.getByRole('radio', { name: 'Beside the machine' }).check();
    await page.getByRole('button', { name: 'Start counting' }).click();
    const n = page.locator('.progress .n');
    await n.waitFor();
    for (const key of '11131n4b') await page.keyboard.press(key);
    await page.keyboard.press('Backspace');
    await page.locator('hv-class-keypad [data-class=eosinophil]').click();
    expect(await n.textContent()).toBe('7');
    const row = page.locator('hv-differential-table tr[data-class=neutrophil_segmented] .percent');
    await expect.poll(() => row.textContent(), SLOW).toBe('57.1');
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.reload();
    await expect.poll(() => n.textContent(), SLOW).toBe('7');
    for (let cell = 0; cell < 96; cell += 1) await page.keyboard.press('1');
    expect(await n.textContent()).toBe('100');
    await page.getByText('Target reached').waitFor();
    await page.getByRole('button', { name: 'Keep the count' }).click();
    const compared = page.locator('hv-count-comparison tr[data-class=neutrophil_segmented]');
    expect(await compared.textContent()).toContain('97.0');
    expect(await accessibilityFaults(page)).toEqual([]);
    await close();
  });
});

describe('learning', () => {
  it('asks, tells at once, keeps score and makes a set', { timeout: 180_000 }, async () => {
    const { page, close } = await openPage('#/learn');
    await page.getByRole('radio', { name: '10', exact: true }).check();
    await page.getByRole('button', { name: 'Practise' }).click();
    for (let question = 0; question < 10; question += 1) {
      await page.getByText(`Question ${question + 1} of 10`).waitFor();
      await page.keyboard.press('3');
      await page.locator('hv-quiz-feedback .verdict').waitFor();
      if (question === 0) expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press('Enter');
    }
    // Each class once, lymphocytes among them.
    await page.getByRole('heading', { name: '1 of 10 right' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 10 right').waitFor();
    const wrong = page.locator('hv-confusion-table td.wrong');
    expect(await wrong.count()).toBe(9);

    await page.getByLabel('Or make a proficiency set').fill('November');
    await page.getByRole('button', { name: 'Make the set' }).click();
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByText('Question 1 of 10').waitFor();
    await page.keyboard.press('3');
    await page.getByText('Question 2 of 10').waitFor();
    expect(await page.locator('hv-quiz-feedback').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await close();
  });
});
