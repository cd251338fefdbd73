import { checked, readYaml } from '../core/checked-yaml.ts';
import { type ControlRun, type ControlSlide, controlSlides, judgeControl } from '../core/control-slide.ts';
import type { DifferentialSnapshot } from '../core/types.ts';
import type { ControlView } from '../core/wire/control.ts';
import type { Notices } from '../notices.ts';
import type { Controls } from '../server/control-routes.ts';
import type { KeepingStore } from '../store/keeping-store.ts';

const HOUR_MS = 3_600_000;

/** Reads the control slides of a laboratory. Throws `config-invalid` or `file-missing`. */
export function readControlSlides(path: string | undefined): readonly ControlSlide[] {
  if (path === undefined) return [];
  const hint = 'deploy/controls.yaml shows how such a file is written.';
  return checked(controlSlides, readYaml(path, 'Control slides'), { where: path, hint }).controls;
}

export interface QualityControlOptions {
  /** None: quality control is switched off. */
  readonly controls: readonly ControlSlide[];
  readonly everyHours: number;
  readonly keeping: KeepingStore;
  readonly notices: Notices;
}

/** Judges each counted control slide, and reminds of it when none has passed for too long. */
export class QualityControl implements Controls {
  readonly #options: QualityControlOptions;

  constructor(options: QualityControlOptions) {
    this.#options = options;
  }

  /** The control that a session counts; null for a patient's. */
  controlOf(accession: string | null): ControlSlide | null {
    return this.#options.controls.find((control) => control.accession === accession) ?? null;
  }

  /** Call it when a session has ended. */
  ended(snapshot: DifferentialSnapshot, now: Date): void {
    const control = this.controlOf(snapshot.accession);
    if (control === null) return;
    this.#options.keeping.putControlRun(judgeControl(control, snapshot, now));
    this.look(now);
  }

  /** Puts up what is due. */
  look(now: Date): void {
    const { controls, everyHours, keeping, notices } = this.#options;
    if (controls.length === 0) return;
    const [newest] = keeping.controlRuns(1);
    if (newest && !newest.passed) notices.putUp(failed(newest));
    else notices.takeDown('control-failed');
    if (isDue(newest, everyHours, now)) notices.putUp(due(newest, everyHours));
    else notices.takeDown('control-due');
  }

  view(now: Date, limit: number): ControlView {
    const { controls, everyHours, keeping } = this.#options;
    const runs = keeping.controlRuns(limit);
    const [newest] = runs;
    const dueAt = newest ? new Date(dueTime(newest, everyHours)).toISOString() : null;
    return { standing: this.#standing(newest, now), everyHours, dueAt, slides: [...controls], runs };
  }

  #standing(newest: ControlRun | undefined, now: Date): ControlView['standing'] {
    const { controls, everyHours } = this.#options;
    if (controls.length === 0) return 'off';
    if (newest && !newest.passed) return 'failed';
    return isDue(newest, everyHours, now) ? 'due' : 'passed';
  }
}

function isDue(newest: ControlRun | undefined, everyHours: number, now: Date): boolean {
  return newest === undefined || now.getTime() > dueTime(newest, everyHours);
}

/** Milliseconds since 1970. */
function dueTime({ at }: ControlRun, everyHours: number): number {
  return Date.parse(at) + everyHours * HOUR_MS;
}

function failed({ control, n, rows }: ControlRun) {
  const wrong = rows
    .filter(({ passed }) => !passed)
    .map((row) => `${row.class} ${row.found.toFixed(1)} % (${row.expected} ± ${row.tolerance})`);
  const why = wrong.length > 0 ? wrong.join(', ') : `only ${n} cells counted`;
  return {
    code: 'control-failed',
    message: `The control slide ${control} did not pass: ${why}.`,
    hint: 'Check focus, light and stain, and count it again before counting patients.',
  } as const;
}

function due(newest: ControlRun | undefined, everyHours: number) {
  const last = newest === undefined ? 'None was counted yet.' : `The last one was counted at ${newest.at}.`;
  return {
    code: 'control-due',
    message: `A control slide is due every ${everyHours} hours. ${last}`,
    hint: 'Start a session with the accession on its label, count it and end it.',
  } as const;
}
