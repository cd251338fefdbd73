import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configSchema, parseConfig } from '../../src/config.ts';
import { auditPage, EDITABLE_SETTINGS, measuredScale, settingsView } from '../../src/core/wire/settings.ts';
import { FrameGrab } from '../../src/frame-grab.ts';
import { drawRuler } from '../slide/drawn-ruler.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { signedIn } from './people.ts';
import { greyFrame, serveApp } from './serve-app.ts';

async function serveSettings(yaml: string, laboratory?: string) {
  const folder = temporaryFolder();
  const configFile = join(folder, 'config.yaml');
  const rulesFile = join(folder, 'laboratory.yaml');
  writeFileSync(configFile, yaml);
  if (laboratory !== undefined) writeFileSync(rulesFile, laboratory);
  const lab = laboratory === undefined ? {} : { rulesFile };
  const config = parseConfig({ dataDirectory: folder, lab }, 'test');
  const grab = new FrameGrab();
  const { url, store } = await serveApp({}, { demo: false, config, configFile, grab });
  const headers = signedIn(store, 'administrator', 'ada');
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as { message?: string; hint?: string } };
  };
  return { ask, grab, folder, configFile, rulesFile, store };
}

describe('settings', () => {
  it('writes into the configuration file, keeps its comments, and says what is in force until the next start', async () => {
    const { ask, configFile, store } = await serveSettings(
      '# bench 3\ninference:\n  rejectBelow: 0.4 # asked for by QA\n',
    );
    const answer = await ask('PATCH', '/api/settings', {
      changes: { 'inference.rejectBelow': 0.6, 'slide.micronsPerPixel': 0.08 },
    });
    expect(answer.status).toBe(200);
    const { settings } = settingsView.parse(answer.json);
    expect(settings.find(({ name }) => name === 'inference.rejectBelow')).toMatchObject({
      inForce: 0.4,
      written: 0.6,
      takes: { kind: 'number', least: 0, most: 1 },
    });
    expect(readFileSync(configFile, 'utf8')).toMatch(
      /# bench 3[\s\S]*rejectBelow: 0\.6 # asked for by QA[\s\S]*micronsPerPixel: 0\.08/,
    );
    expect(store.access.audit.newestOf('settings-written')).toMatchObject({
      actor: 'person:ada',
      details: { 'inference.rejectBelow': 0.6 },
    });
    await ask('PATCH', '/api/settings', { changes: { 'slide.micronsPerPixel': null } });
    expect(readFileSync(configFile, 'utf8')).not.toContain('micronsPerPixel');
  });

  it('starts again when an administrator asks, where something would start it', async () => {
    let restarts = 0;
    const { url, store } = await serveApp(
      {},
      {
        demo: false,
        restart: () => {
          restarts += 1;
        },
      },
    );
    const post = (role: 'administrator' | 'reviewer') =>
      fetch(`${url}/api/settings/restart`, { method: 'POST', headers: signedIn(store, role, role) });
    expect((await post('reviewer')).status).toBe(403);
    expect((await post('administrator')).status).toBe(204);
    expect(restarts).toBe(1);
    expect(store.access.audit.newestOf('restart-asked')).toMatchObject({ actor: 'person:administrator' });
    const { ask } = await serveSettings('{}');
    expect(settingsView.parse((await ask('GET', '/api/settings')).json).mayRestart).toBe(false);
    expect(await ask('POST', '/api/settings/restart')).toMatchObject({
      status: 409,
      json: { code: 'settings-fixed' },
    });
  });

  it('refuses what is not valid as a whole, and writes nothing', async () => {
    const { ask, configFile } = await serveSettings('device: bench-3\n');
    const answer = await ask('PATCH', '/api/settings', { changes: { 'inference.rejectBelow': 2 } });
    expect(answer.status).toBe(400);
    expect(answer.json.message).toContain('inference.rejectBelow');
    expect(readFileSync(configFile, 'utf8')).toBe('device: bench-3\n');
  });

  it('knows the bounds of every setting it offers', async () => {
    const { ask } = await serveSettings('');
    const { settings } = settingsView.parse((await ask('GET', '/api/settings')).json);
    expect(settings.map(({ name }) => name)).toEqual([...EDITABLE_SETTINGS]);
    const defaults = configSchema.parse({});
    expect(settings.find(({ name }) => name === 'slide.quality.leastFocus')).toMatchObject({
      inForce: defaults.slide.quality.leastFocus,
      takes: { kind: 'number', least: 0, most: 1 },
    });
    expect(settings.find(({ name }) => name === 'inference.classSet')?.takes).toEqual({
      kind: 'choice',
      of: ['all', 'five-part'],
    });
  });

  it('replaces the laboratory file by a text that was checked, and only one of the laboratory', async () => {
    const shipped = readFileSync('deploy/laboratory.yaml', 'utf8');
    const { ask, rulesFile } = await serveSettings('', shipped);
    const changed = shipped.replace("correctWbcWhenNrbc: '>= 5'", "correctWbcWhenNrbc: '> 0'");
    expect((await ask('PUT', '/api/settings/laboratory', { text: changed })).status).toBe(200);
    expect(readFileSync(rulesFile, 'utf8')).toBe(changed);
    const wrong = await ask('PUT', '/api/settings/laboratory', { text: 'ranges: 3\n' });
    expect(wrong.status).toBe(400);
    expect(wrong.json.message).toContain('ranges');
    expect(readFileSync(rulesFile, 'utf8')).toBe(changed);
    const other = await serveSettings('');
    expect((await other.ask('PUT', '/api/settings/laboratory', { text: shipped })).status).toBe(409);
  });

  it('measures the scale on lines in the picture of the camera, and keeps it when asked', async () => {
    const { ask, grab, folder } = await serveSettings('');
    const { width, height, pixels: grey } = drawRuler({ spacing: 40, angle: 3 });
    const frame = greyFrame({ seq: 1, width, height });
    frame.pixels.set(Array.from(frame.pixels, (_, index) => grey[Math.floor(index / 3)] ?? 0));
    const asked = ask('POST', '/api/settings/calibration', { spacingUm: 10, keep: true });
    const camera = setInterval(() => grab.offer(frame), 20);
    const answer = await asked.finally(() => clearInterval(camera));
    const measured = measuredScale.parse(answer.json);
    expect(measured).toMatchObject({ source: 'calibration', kept: true });
    expect(measured.micronsPerPixel).toBeCloseTo(0.25, 3);
    expect(readFileSync(join(folder, 'calibration.json'), 'utf8')).toContain('micronsPerPixel');
  });
});

describe('the audit trail', () => {
  it('is read page by page, newest first', async () => {
    const { ask, store } = await serveSettings('');
    for (let at = 0; at < 5; at += 1) store.access.note('scale-kept', { at });
    const first = auditPage.parse((await ask('GET', '/api/audit?limit=3')).json);
    expect(first.entries.map(({ details }) => details.at)).toEqual([4, 3, 2]);
    const second = auditPage.parse((await ask('GET', `/api/audit?limit=3&before=${first.next}`)).json);
    expect(second.entries.slice(0, 2).map(({ details }) => details.at)).toEqual([1, 0]);
  });
});
