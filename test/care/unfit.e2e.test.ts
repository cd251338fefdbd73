import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InstrumentState } from '../../src/core/wire/live.ts';
import { ROOT, startDaemon } from '../support/daemon.ts';
import { modelsWithSwappedHead } from '../support/swapped-head.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('an instrument that fails its self-test', () => {
  it('shows pictures and the reason, and counts nothing, whatever is asked of it', {
    timeout: 60_000,
  }, async () => {
    const folder = temporaryFolder();
    const config = join(folder, 'config.yaml');
    const models = modelsWithSwappedHead(join(folder, 'models'));
    const qualityControl = { file: join(ROOT, 'deploy/controls.yaml') };
    writeFileSync(
      config,
      JSON.stringify({ inference: { modelDirectory: models }, lab: { broker: 'off' }, qualityControl }),
    );
    const daemon = await startDaemon(['--config', config, '--data', join(folder, 'data')]);
    const ask = async (path: string, method = 'GET', body = '{}') => {
      const json = { 'content-type': 'application/json', origin: daemon.url };
      const response = await fetch(
        `${daemon.url}${path}`,
        method === 'GET' ? {} : { method, headers: json, body },
      );
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const state = async () => (await ask('/api/state')).body as unknown as InstrumentState;
    await waitUntil('pictures are shown', async () => (await state()).source.processedFps > 0);
    const { notices, slide } = await state();
    expect(notices).toContainEqual(
      expect.objectContaining({
        code: 'self-test-failed',
        message: expect.stringMatching(/classes: [0-3] of 5/),
      }),
    );
    expect(slide.isPaused).toBe(true);
    expect(await ask('/api/sessions/current/resume', 'POST')).toMatchObject({
      status: 409,
      body: { code: 'self-test-failed' },
    });
    expect((await ask('/api/sessions', 'POST', '{"accession":"QC-NORMAL-1"}')).status).toBe(201);
    const later = await state();
    expect(later.slide.isPaused).toBe(true);
    expect(later.inference.looks).toBe(0);
    // A control slide is judged when its session ends: here with no cell counted.
    expect(later.notices.map(({ code }) => code)).toContain('control-due');
    expect((await ask('/api/sessions/current/end', 'POST')).status).toBe(200);
    const { notices: judged } = await state();
    expect(judged.map(({ code }) => code)).toContain('control-failed');
    expect(judged.map(({ code }) => code)).not.toContain('control-due');
    expect(await daemon.stop()).toBe(0);
  });
});
