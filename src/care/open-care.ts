import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import type { Closers } from '../core/closers.ts';
import type { ControlSlide } from '../core/control-slide.ts';
import type { Log } from '../core/log.ts';
import type { Models } from '../inference/open-models.ts';
import type { Notices } from '../notices.ts';
import type { FactListener } from '../session-recorder.ts';
import type { Store } from '../store/store.ts';
import { lookAtClock } from './clock-watch.ts';
import { DiskWatch } from './disk-watch.ts';
import { ModelWatch } from './model-watch.ts';
import { QualityControl } from './quality-control.ts';
import { Retention } from './retention.ts';
import { runSelfTest, selfTestFault } from './self-test.ts';

const LOOK_INTERVAL_MS = 1000;

export interface CareOptions {
  readonly config: Config;
  readonly log: Log;
  readonly closers: Closers;
  readonly notices: Notices;
  readonly models: Models;
  readonly store: Store;
  readonly controls: readonly ControlSlide[];
}

/** What looks after an instrument that is left alone. */
export interface Care {
  /** The self-test was passed. */
  readonly mayCount: boolean;
  readonly keepsPictures: () => boolean;
  readonly qualityControl: QualityControl;
  /** Hears when a session ends, to judge control slides. */
  readonly follow: FactListener;
}

/** Tests models and store, then watches disk, models and clock, judges control slides and lets go what was kept long enough. */
export async function openCare({ config, log, closers, controls, ...parts }: CareOptions): Promise<Care> {
  const { notices, store, models } = parts;
  const { picturesDays, picturesGigabytes, resultsDays, sentDays, leastFreeGigabytes } = config.keeping;
  const mayCount = await testItself(models, store, { notices, log });
  const leastFreeBytes = leastFreeGigabytes * 1e9;
  const disk = new DiskWatch({ directory: resolve(config.dataDirectory), leastFreeBytes, notices, log });
  const modelWatch = new ModelWatch({ models, notices, log });
  const { everyHours } = config.qualityControl;
  const qualityControl = new QualityControl({ controls, everyHours, keeping: store.keeping, notices });
  const mostPictureBytes = picturesGigabytes * 1e9;
  const retention = new Retention({ store, picturesDays, mostPictureBytes, resultsDays, sentDays, log });
  closers.add('retention', () => retention.close());
  const look = () => {
    disk.look();
    modelWatch.look();
    qualityControl.look(new Date());
    lookAtClock({ store, notices, log });
  };
  look();
  const watch = setInterval(look, LOOK_INTERVAL_MS);
  closers.add('care', () => clearInterval(watch));
  const follow: FactListener = (fact) => {
    if (fact.type === 'snapshot' && fact.snapshot.status === 'ended')
      qualityControl.ended(fact.snapshot, new Date());
  };
  return { mayCount, keepsPictures: () => disk.keepsPictures, qualityControl, follow };
}

async function testItself(
  models: Models,
  store: Store,
  { notices, log }: Pick<CareOptions, 'notices' | 'log'>,
): Promise<boolean> {
  const report = await runSelfTest({ models, roundTrip: (details) => store.keeping.noteSelfTest(details) });
  const fault = selfTestFault(report);
  log[fault === null ? 'info' : 'error']({ ...report }, 'self-test');
  if (fault !== null)
    notices.putUp({
      code: 'self-test-failed',
      message: `The self-test failed, so nothing is counted. ${fault}.`,
      hint: '`hematovision doctor` tells more. Fetch the models again and check the disk, then start again.',
    });
  return fault === null;
}
