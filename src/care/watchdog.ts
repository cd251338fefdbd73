import { execFile } from 'node:child_process';
import type { CameraState, FrameSource } from '../capture/source.ts';
import { messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { InstrumentState } from '../core/wire/live.ts';
import type { Progress, Telemetry } from '../telemetry.ts';

/** Longer than any attempt to open a camera together with the longest pause before the next. */
const AWAY_LIMIT_MS = 60_000;
/** systemd waits for so many of our signs of life before it acts. */
const SIGNS_A_DEADLINE = 4;
const NOTIFY_TIMEOUT_MS = 5000;

/** What the instrument did up to a moment. */
export interface Pulse extends Progress {
  readonly camera: CameraState;
  /** Since the camera gave a picture or an attempt to get one failed. */
  readonly cameraQuietMs: number;
}

/**
 * Whether the instrument does its work, by what it did between two moments: pictures were examined and, where some
 * showed something new, the detector came to an end with one; or there is no picture to examine, and the camera is
 * looked after. A timer that still runs proves neither.
 */
export function isAtWork(before: Pulse, now: Pulse): boolean {
  if (now.camera === 'ended') return true;
  if (now.camera !== 'live') return now.cameraQuietMs < AWAY_LIMIT_MS;
  const isWanted = now.skippedLooks > before.skippedLooks || now.begunLooks > before.begunLooks + 1;
  const detectorFails = isWanted && now.finishedLooks === before.finishedLooks;
  return now.shownFrames > before.shownFrames && !detectorFails;
}

/** What source and loop did up to now. */
export function pulseOf(source: FrameSource, telemetry: Telemetry): Pulse {
  const { state, quietMs } = source.status;
  return { ...telemetry.progress, camera: state, cameraQuietMs: quietMs };
}

/** How the instrument is, in one line, about nobody. */
export function statusLine({ source, inference, broker, notices }: InstrumentState): string {
  const { state, processedFps, label } = source;
  const camera = state === 'live' ? `${label}: ${processedFps.toFixed(0)} pictures/s` : `${label}: ${state}`;
  const waiting = broker.waiting > 0 ? `, ${broker.waiting} results wait` : '';
  const banners = notices.map(({ code }) => `; ${code}`).join('');
  return `${camera}; models on ${inference.provider} ${inference.state}; broker ${broker.state}${waiting}${banners}`;
}

export interface WatchdogOptions {
  readonly pulse: () => Pulse;
  /** One line for `systemctl status`, about nobody. */
  readonly status: () => string;
  readonly log: Log;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Tells systemd that the instrument is ready, what it does, and that it is at work (Type=notify, WatchdogSec). Null
 * where systemd did not start it. `systemd-notify` sends for us: Node has no datagram sockets of the Unix kind.
 */
export function startWatchdog(options: WatchdogOptions): Watchdog | null {
  const { environment = process.env } = options;
  if (environment.NOTIFY_SOCKET === undefined) return null;
  const deadlineMs = Number(environment.WATCHDOG_USEC ?? 0) / 1000;
  return new Watchdog(options, deadlineMs);
}

export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #timer: NodeJS.Timeout | undefined;
  #before: Pulse;
  #wasAtWork = true;

  constructor(options: WatchdogOptions, deadlineMs: number) {
    this.#options = options;
    this.#before = options.pulse();
    void this.#send('READY=1', `STATUS=${options.status()}`);
    if (deadlineMs > 0) this.#timer = setInterval(() => this.#look(), deadlineMs / SIGNS_A_DEADLINE);
  }

  /** The instrument is about to stop. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.#send('STOPPING=1');
  }

  #look(): void {
    const { pulse, status, log } = this.#options;
    const now = pulse();
    const atWork = isAtWork(this.#before, now);
    if (atWork !== this.#wasAtWork)
      log[atWork ? 'info' : 'error'](
        { before: this.#before, now },
        atWork ? 'at work again' : 'no picture is examined',
      );
    this.#before = now;
    this.#wasAtWork = atWork;
    void this.#send(...(atWork ? ['WATCHDOG=1'] : []), `STATUS=${status()}`);
  }

  #send(...lines: readonly string[]): Promise<void> {
    const { log, environment = process.env } = this.#options;
    const options = { env: environment, timeout: NOTIFY_TIMEOUT_MS };
    return new Promise((resolve) => {
      execFile('systemd-notify', lines, options, (fault) => {
        if (fault) log.warn({ reason: messageOf(fault) }, 'systemd could not be told');
        resolve();
      });
    });
  }
}
