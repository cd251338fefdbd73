import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { DifferentialSnapshot } from '../core/types.ts';
import type { InstrumentState, VideoState } from '../core/wire/live.ts';

/** What Prometheus reads: how the instrument is and how its count stands. Nothing says whose count it is. */
export class Metrics {
  readonly #registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In Prometheus' text format. */
  async render(state: InstrumentState, snapshot: DifferentialSnapshot): Promise<string> {
    this.#tellInstrument(state);
    this.#tellLaboratory(state);
    this.#tellCount(state, snapshot);
    return this.#registry.metrics();
  }

  #tellInstrument({
    version,
    source,
    inference,
    latencyMs,
    viewers,
    video,
    ...state
  }: InstrumentState): void {
    const { site, device } = state;
    this.#series(
      { name: 'build_info', help: 'Always 1; the version is a label', labels: ['version', 'site', 'device'] },
      [[{ version, site, device }, 1]],
    );
    this.#value('camera_live', '1 while pictures come', source.state === 'live' ? 1 : 0);
    this.#value('captured_frames_per_second', 'Pictures from the camera', source.capturedFps);
    this.#value('shown_frames_per_second', 'Pictures shown with their overlay', source.processedFps);
    this.#counter(
      'dropped_frames_total',
      'Pictures that came while another was looked at',
      source.droppedFrames,
    );
    this.#counter('refused_frames_total', 'Pictures not counted from', source.refusedFrames);
    this.#counter('looks_total', 'Pictures the detector looked at', inference.looks);
    this.#counter('skipped_looks_total', 'Looks for which it had no time', inference.skippedLooks);
    this.#value('inference_ready', '1 while the models answer', inference.state === 'ready' ? 1 : 0);
    this.#counter('inference_restarts_total', 'Times the models had to be started again', inference.restarts);
    this.#series({ name: 'model_seconds', help: 'Time of the newest call', labels: ['model'] }, [
      [{ model: 'detector' }, seconds(inference.detectorMs)],
      [{ model: 'classifier' }, seconds(inference.classifierMs)],
    ]);
    this.#series(
      {
        name: 'latency_seconds',
        help: 'From the capture of a picture until it is shown, over the newest pictures',
        labels: ['quantile'],
      },
      [
        [{ quantile: '0.5' }, seconds(latencyMs?.p50 ?? null)],
        [{ quantile: '0.95' }, seconds(latencyMs?.p95 ?? null)],
      ],
    );
    this.#value('viewers', 'Dashboards and picture streams', viewers);
    this.#tellVideo(video);
    this.#value(
      'whip_publishing',
      '1 while a media server takes the annotated video',
      state.whip?.state === 'publishing' ? 1 : 0,
    );
    this.#series(
      {
        name: 'notices',
        help: 'Banners that stand: what keeps the instrument from its work',
        labels: ['code'],
      },
      state.notices.map(({ code }) => [{ code }, 1]),
    );
  }

  #tellVideo({ encoder, viewers, reducedViewers, keyFrames, packetsLost }: VideoState): void {
    this.#series(
      { name: 'video_encoder', help: '1 while the video can be encoded', labels: ['encoder'] },
      encoder === null ? [] : [[{ encoder }, 1]],
    );
    this.#series({ name: 'video_viewers', help: 'Viewers by WebRTC', labels: ['quality'] }, [
      [{ quality: 'full' }, viewers - reducedViewers],
      [{ quality: 'reduced' }, reducedViewers],
    ]);
    this.#counter('video_key_frames_total', 'Key frames encoded', keyFrames);
    this.#counter('video_lost_packets_total', 'Packets that viewers say they did not get', packetsLost);
  }

  #tellLaboratory({ broker, outbox }: InstrumentState): void {
    this.#value('broker_connected', '1 while the MQTT broker is there', broker.state === 'connected' ? 1 : 0);
    this.#series(
      { name: 'outbox_waiting', help: 'Messages that wait for their destination', labels: ['destination'] },
      outbox.map(({ destination, waiting }) => [{ destination }, waiting]),
    );
    this.#series(
      {
        name: 'outbox_set_aside',
        help: 'Messages that their destination will never take: a person must look',
        labels: ['destination'],
      },
      outbox.map(({ destination, setAside }) => [{ destination }, setAside]),
    );
  }

  #tellCount({ fields, slide }: InstrumentState, snapshot: DifferentialSnapshot): void {
    const { rows, beside, erythroblasts, platelets, unclassified, flags, n } = snapshot;
    this.#value('session_counting', '1 while a slide is counted', snapshot.status === 'counting' ? 1 : 0);
    this.#value('session_white_cells', 'White cells counted: the denominator of the differential', n);
    this.#series({ name: 'session_cells', help: 'Cells counted, by class', labels: ['class'] }, [
      ...rows.map((row): Reading => [{ class: row.class }, row.count]),
      [{ class: 'erythroblast' }, erythroblasts],
      [{ class: 'platelet' }, platelets],
      ...beside.map((row): Reading => [{ class: row.class }, row.count]),
      [{ class: 'unclassified' }, unclassified],
    ]);
    this.#value(
      'session_provisional_cells',
      'Cells counted apart until their place is known',
      slide.provisionalCells,
    );
    this.#series({ name: 'session_flags', help: 'Review rules that hold', labels: ['level'] }, [
      [{ level: 'review' }, flags.filter(({ level }) => level === 'review').length],
      [{ level: 'critical' }, flags.filter(({ level }) => level === 'critical').length],
    ]);
    this.#series(
      {
        name: 'session_fields',
        help: 'Pictures of the session by what they were worth',
        labels: ['verdict'],
      },
      [
        [{ verdict: 'good' }, fields.good],
        ...Object.entries(fields.refused).map(([verdict, count]): Reading => [{ verdict }, count]),
      ],
    );
  }

  #value(name: string, help: string, value: number): void {
    this.#series({ name, help, labels: [] }, [[{}, value]]);
  }

  /** Sets all series of a metric; those that are gone are forgotten. */
  #series({ name, help, labels }: Described, readings: readonly Reading[]): void {
    const known = this.#registry.getSingleMetric(PREFIX + name) as Gauge | undefined;
    const gauge =
      known ?? new Gauge({ name: PREFIX + name, help, labelNames: labels, registers: [this.#registry] });
    gauge.reset();
    for (const [labels, value] of readings) gauge.set(labels, value);
  }

  #counter(name: string, help: string, value: number): void {
    const known = this.#registry.getSingleMetric(PREFIX + name) as Counter | undefined;
    const counter = known ?? new Counter({ name: PREFIX + name, help, registers: [this.#registry] });
    counter.reset();
    counter.inc(value);
  }
}

const PREFIX = 'hematovision_';

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

type Reading = readonly [labels: Record<string, string>, value: number];

/** Not a number where there is none yet: Prometheus then draws nothing. */
function seconds(ms: number | null): number {
  return ms === null ? Number.NaN : ms / 1000;
}
