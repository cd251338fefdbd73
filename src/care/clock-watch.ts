import { existsSync } from 'node:fs';
import { clockFault } from '../core/clock-fault.ts';
import type { Log } from '../core/log.ts';
import type { Notices } from '../notices.ts';
import type { Store } from '../store/store.ts';

/** systemd-timesyncd makes this file, gone at each start of the machine, when a time server has set the clock. */
const SET_BY_NETWORK = '/run/systemd/timesync/synchronized';

export interface ClockWatchOptions {
  readonly store: Pick<Store, 'latestTime' | 'vouchForClock'>;
  readonly notices: Notices;
  readonly log: Log;
  readonly now?: Date;
  readonly isSetByNetwork?: boolean;
}

/**
 * Puts the banner up while the time cannot be right. A clock that fell behind what was written down is believed once
 * the network has set it: what was written down was wrong then.
 */
export function lookAtClock({
  store,
  notices,
  log,
  now = new Date(),
  isSetByNetwork = existsSync(SET_BY_NETWORK),
}: ClockWatchOptions): void {
  const fault = clockFault(now, store.latestTime);
  if (fault === null) notices.takeDown('clock-implausible');
  else if (isSetByNetwork && clockFault(now, null) === null) {
    log.warn({ latest: store.latestTime }, 'the network set the clock back: it is believed');
    store.vouchForClock('network');
    notices.takeDown('clock-implausible');
  } else
    notices.putUp({
      code: 'clock-implausible',
      message: `${fault} Nothing can be signed.`,
      hint: 'Set the clock (timedatectl set-ntp true, or timedatectl set-time). Where it is right and what was written down was not: `hematovision clock confirm`.',
    });
}
