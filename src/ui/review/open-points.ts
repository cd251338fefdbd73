import { msg, str } from '@lit/localize';
import type { SessionDetail } from '../../core/wire/review.ts';

export type OpenPoint = SessionDetail['openPoints'][number];

/** What signing still waits for, and what to do about it. */
export function openPointWords({ why, cells }: OpenPoint): string {
  switch (why) {
    case 'unclassified':
      return cells === 1 ? msg('1 cell is unclassified.') : msg(str`${cells} cells are unclassified.`);
    case 'flagged':
      return cells === 1
        ? msg('1 cell behind a flag is not confirmed.')
        : msg(str`${cells} cells behind a flag are not confirmed.`);
    case 'disagreed':
      return cells === 1
        ? msg('The readers differ about 1 cell.')
        : msg(str`The readers differ about ${cells} cells.`);
    case 'second-reading':
      return msg('The second reading is not closed.');
    case 'counting':
      return msg('The count still runs. End it on the live page.');
    case 'nothing-counted':
      return msg('No white cell was counted.');
    case 'clock':
      return msg('The clock of the instrument is wrong. Set it first.');
  }
}
