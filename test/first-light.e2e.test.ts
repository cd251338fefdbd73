import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resultMessage } from '../src/core/wire/mqtt.ts';
import { listenTo } from './lab/listener.ts';
import { startMosquitto } from './lab/mosquitto.ts';
import { validatorFor } from './lab/schemas.ts';
import { launchChromium } from './support/chromium.ts';
import { ROOT, startDaemon } from './support/daemon.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const PICTURES = join(ROOT, 'test-results');
mkdirSync(PICTURES, { recursive: true });

describe('first light', () => {
  it('counts the simulated slide on the dashboard and tells the laboratory, from start to end', {
    timeout: 120_000,
  }, async () => {
    const broker = await startMosquitto();
    const laboratory = await listenTo(broker.url, { filter: 'hematovision/v1/#' });
    const data = temporaryFolder();
    const daemon = await startDaemon(['--data', data, '--broker', broker.url]);
    for (const part of ['simulated microscope', 'on cpu', broker.url, 'v4l2:', 'not a medical device']) {
      expect(daemon.stdout()).toContain(part);
    }

    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(daemon.url);
    const counted = page.locator('hv-differential-panel .n');
    await expect
      .poll(async () => Number(await counted.textContent()), { timeout: 60_000 })
      .toBeGreaterThanOrEqual(5);
    expect(await page.locator('hv-cell-strip img').count()).toBeGreaterThan(0);
    await page.screenshot({ path: join(PICTURES, 'first-light.png') });

    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'End and send' }).click();
    const device = (await (await fetch(`${daemon.url}/api/state`)).json()) as {
      site: string;
      device: string;
    };
    const root = `hematovision/v1/${device.site}/${device.device}`;
    const results = () => laboratory.heard.filter(({ topic }) => /\/session\/[^/]+\/result$/.test(topic));
    await expect.poll(() => results().length, { timeout: 15_000 }).toBe(1);

    const payload: unknown = JSON.parse(results()[0]?.text ?? '');
    const validate = validatorFor('result');
    expect(validate(payload), JSON.stringify(validate.errors)).toBe(true);
    const result = resultMessage.parse(payload);
    const final = (await (await fetch(`${daemon.url}/api/sessions/current`)).json()) as {
      n: number;
      status: string;
    };
    expect(result).toMatchObject({ n: final.n, status: 'preliminary' });
    expect(final.status).toBe('ended');
    expect(result.differential.reduce((sum, row) => sum + row.n, 0)).toBe(result.n);
    expect(
      laboratory.heard.some(({ topic }) => topic === `${root}/session/${result.session.id}/progress`),
    ).toBe(true);
    expect(laboratory.texts(`${root}/status`).at(0)).toContain('online');

    expect(await daemon.stop()).toBe(0);
    await expect
      .poll(() => laboratory.texts(`${root}/status`).at(-1), { timeout: 10_000 })
      .toContain('stopped');
    // The page must say that it is cut off, not show the last picture as live.
    await page.getByText('Connection lost').first().waitFor({ timeout: 10_000 });
    await page.screenshot({ path: join(PICTURES, 'first-light-disconnected.png') });
    expect(complaints.filter((text) => !/WebSocket|ERR_CONNECTION|Failed to load/.test(text))).toEqual([]);

    // What was counted is still there after a restart, and a new count starts from nothing.
    const again = await startDaemon(['--data', data, '--broker', 'off']);
    const snapshot = (await (await fetch(`${again.url}/api/sessions/current`)).json()) as {
      session: string;
      status: string;
    };
    expect(snapshot.status).toBe('counting');
    expect(snapshot.session).not.toBe(result.session.id);
    expect(await again.stop()).toBe(0);
  });

  it('goes on counting the same session after a power cut', { timeout: 60_000 }, async () => {
    const data = temporaryFolder();
    const before = await startDaemon(['--data', data, '--broker', 'off']);
    type Snapshot = { session: string; revision: number; n: number };
    const current = async (url: string) =>
      (await (await fetch(`${url}/api/sessions/current`)).json()) as Snapshot;
    await expect
      .poll(async () => (await current(before.url)).revision, { timeout: 40_000 })
      .toBeGreaterThan(3);
    const seen = await current(before.url);
    before.child.kill('SIGKILL');
    await new Promise((resolve) => before.child.once('exit', resolve));
    const after = await startDaemon(['--data', data, '--broker', 'off']);
    const resumed = await current(after.url);
    expect(resumed.session).toBe(seen.session);
    expect(resumed.revision).toBeGreaterThanOrEqual(seen.revision);
    expect(await after.stop()).toBe(0);
  });

  it('ends the count when the laboratory asks over MQTT, and sends the result', {
    timeout: 60_000,
  }, async () => {
    const broker = await startMosquitto();
    const laboratory = await listenTo(broker.url, { filter: 'hematovision/v1/#', protocolVersion: 5 });
    const daemon = await startDaemon(['--data', temporaryFolder(), '--broker', broker.url]);
    const topics = () => laboratory.heard.map(({ topic }) => topic);
    await expect.poll(topics, { timeout: 15_000 }).toContainEqual(expect.stringMatching(/\/health$/));
    const root = topics()[0]?.split('/').slice(0, 4).join('/');
    await laboratory.client.publishAsync(`${root}/cmd/end`, '{}', {
      qos: 1,
      properties: { responseTopic: 'hematovision/v1/answers', correlationData: Buffer.from('7') },
    });
    const [answer] = await laboratory.until('hematovision/v1/answers');
    expect(JSON.parse(answer ?? '')).toMatchObject({ verb: 'end', ok: true, result: { status: 'ended' } });
    await expect
      .poll(topics, { timeout: 15_000 })
      .toContainEqual(expect.stringMatching(/\/session\/[^/]+\/result$/));
    expect(await daemon.stop()).toBe(0);
  });

  it('says which MQTT port it took when the usual one is taken', async () => {
    const taken = await startMosquitto();
    const config = join(temporaryFolder(), 'config.yaml');
    writeFileSync(config, `lab:\n  embeddedPort: ${taken.port}\n`);
    const daemon = await startDaemon(['--config', config, '--data', temporaryFolder()]);
    const url = daemon.stdout().match(/mqtt:\/\/127\.0\.0\.1:(\d+)/);
    expect(url).not.toBeNull();
    expect(Number(url?.[1])).not.toBe(taken.port);
    const listener = await listenTo(url?.[0] ?? '', { filter: 'hematovision/v1/#' });
    await expect
      .poll(() => listener.heard.map(({ topic }) => topic), { timeout: 10_000 })
      .toContainEqual(expect.stringMatching(/\/status$/));
    expect(await daemon.stop()).toBe(0);
  });
});
