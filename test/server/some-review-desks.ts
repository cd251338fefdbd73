import { resultComposer } from '../../src/compose-result.ts';
import { tellAsJson } from '../../src/lab/tell-result.ts';
import { printedReport } from '../../src/printed-report.ts';
import type { CellLooks } from '../../src/review/cell-looks.ts';
import { reviewDesks } from '../../src/review/review-desks.ts';
import { SessionEvents } from '../../src/review/session-events.ts';
import type { Store } from '../../src/store/store.ts';
import { BASIS, RULES } from '../support/laboratory.ts';

interface Options {
  readonly store: Store;
  /** Of the store. */
  readonly directory: string;
  readonly now: () => Date;
  readonly looks?: CellLooks | null;
}

/** The real desks where people read and sign, over a real store; they tell the laboratory over MQTT. */
export function someReviewDesks({ store, directory, now, looks = null }: Options) {
  const names = { site: 'lab', device: 'bench-1' };
  return reviewDesks({
    ...{ store, now, looks, rules: RULES, micronsPerPixel: 0.075, dataDirectory: directory },
    events: new SessionEvents(),
    compose: resultComposer({ ...names, rules: RULES, tellers: [tellAsJson('mqtt')], basis: BASIS }),
    drawReport: printedReport({ store, laboratory: 'Laboratory of the tests' }),
    follow: () => undefined,
    queued: () => undefined,
  });
}
