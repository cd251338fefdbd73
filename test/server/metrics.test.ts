import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Metrics } from '../../src/server/metrics.ts';
import { withToken } from './people.ts';
import { SNAPSHOT, STATE, serveApp } from './serve-app.ts';

const DASHBOARD = new URL('../../deploy/lab/grafana-dashboard.json', import.meta.url);

const BUSY = {
  ...STATE,
  latencyMs: { p50: 12, p95: 31 },
  outbox: [
    { destination: 'mqtt', waiting: 3, setAside: 0, problem: null },
    { destination: 'webhook:ward', waiting: 0, setAside: 2, problem: 'gone' },
  ],
  fields: { ...STATE.fields, good: 40, refused: { 'out-of-focus': 7 } },
};

/** Name to all its series: `{labels}` to value. */
function parsed(text: string): Map<string, Map<string, number>> {
  const metrics = new Map<string, Map<string, number>>();
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    expect(name, line).not.toBe('');
    metrics.set(name, (metrics.get(name) ?? new Map()).set(labels, Number(value)));
  }
  return metrics;
}

describe('/metrics', () => {
  it('gives the state of the instrument and its count to a program with a token', async () => {
    const { url, store } = await serveApp({ state: () => BUSY }, { demo: false });
    const answer = await fetch(`${url}/metrics`, { headers: withToken(store, ['watch']) });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const metrics = parsed(await answer.text());
    expect(metrics.get('hematovision_camera_live')?.get('')).toBe(1);
    expect(metrics.get('hematovision_broker_connected')?.get('')).toBe(0);
    expect(Object.fromEntries(metrics.get('hematovision_latency_seconds') ?? [])).toEqual({
      'quantile="0.5"': 0.012,
      'quantile="0.95"': 0.031,
    });
    expect(metrics.get('hematovision_outbox_waiting')?.get('destination="mqtt"')).toBe(3);
    expect(metrics.get('hematovision_outbox_set_aside')?.get('destination="webhook:ward"')).toBe(2);
    expect(metrics.get('hematovision_session_cells')?.get('class="lymphocyte"')).toBe(2);
    expect(metrics.get('hematovision_session_white_cells')?.get('')).toBe(3);
    expect(metrics.get('hematovision_session_fields')?.get('verdict="out-of-focus"')).toBe(7);
    expect(metrics.get('process_resident_memory_bytes')?.get('')).toBeGreaterThan(1e7);
  });

  it('tells how the video is watched', async () => {
    const video = { encoder: 'libx264', viewers: 5, reducedViewers: 2, keyFrames: 40, packetsLost: 7 };
    const metrics = parsed(await new Metrics().render({ ...STATE, video }, SNAPSHOT));
    expect(metrics.get('hematovision_video_encoder')?.get('encoder="libx264"')).toBe(1);
    expect(Object.fromEntries(metrics.get('hematovision_video_viewers') ?? [])).toEqual({
      'quality="full"': 3,
      'quality="reduced"': 2,
    });
    expect(metrics.get('hematovision_video_key_frames_total')?.get('')).toBe(40);
    expect(metrics.get('hematovision_video_lost_packets_total')?.get('')).toBe(7);
  });

  it('forgets what is gone, and counters are what they are and not their sum', async () => {
    const metrics = new Metrics();
    await metrics.render(BUSY, SNAPSHOT);
    const source = { ...STATE.source, droppedFrames: 9 };
    await metrics.render({ ...BUSY, source }, SNAPSHOT);
    const text = await metrics.render({ ...STATE, source, outbox: [] }, SNAPSHOT);
    expect(parsed(text).get('hematovision_dropped_frames_total')?.get('')).toBe(9);
    expect(parsed(text).has('hematovision_outbox_waiting')).toBe(false);
    expect(parsed(text).get('hematovision_latency_seconds')?.get('quantile="0.5"')).toBeNaN();
  });

  it('says nothing of whose count it is', async () => {
    const text = await new Metrics().render(BUSY, SNAPSHOT);
    expect(text).not.toContain(SNAPSHOT.accession);
    expect(text).not.toContain(SNAPSHOT.session);
  });
});

describe('deploy/lab/grafana-dashboard.json', () => {
  it('asks only for metrics and labels that /metrics has', async () => {
    const metrics = parsed(await new Metrics().render(BUSY, SNAPSHOT));
    const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8'));
    const targets: { expr: string; legendFormat: string }[] = panels.flatMap(
      (panel: { targets: unknown[] }) => panel.targets,
    );
    expect(targets.length).toBeGreaterThan(14);
    for (const { expr, legendFormat } of targets) {
      const [name = ''] = /(?:hematovision|process|nodejs)_\w+/.exec(expr) ?? [];
      expect(metrics.has(name), expr).toBe(true);
      // `instance` is Prometheus' own.
      const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]
        .map(([, label]) => label)
        .filter((one) => one !== 'instance');
      for (const label of labels)
        expect([...(metrics.get(name)?.keys() ?? [])].join(), expr).toContain(`${label}="`);
    }
  });
});

describe('/schemas', () => {
  it('gives each schema by name, and 404 for others', async () => {
    const { url } = await serveApp();
    const answer = await fetch(`${url}/schemas/status.json`);
    expect([answer.status, await answer.json()]).toEqual([200, { title: 'status' }]);
    for (const name of ['toString.json', 'nothing.json', '../package.json'])
      expect((await fetch(`${url}/schemas/${name}`)).status, name).toBeGreaterThanOrEqual(400);
  });
});
