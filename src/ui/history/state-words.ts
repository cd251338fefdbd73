import { msg } from '@lit/localize';
import type { ReviewState, SessionSummary } from '../../core/wire/review.ts';

/** How far a session is on its way to a signed report. */
export function stateWords(state: ReviewState): string {
  switch (state) {
    case 'counting':
      return msg('Counting');
    case 'ended':
      return msg('To review');
    case 'signed':
      return msg('Signed');
    case 'amending':
      return msg('Amending');
  }
}

/** Where the cells of a session come from. */
export function kindWords(kind: SessionSummary['kind']): string {
  switch (kind) {
    case 'scan':
      return msg('Microscope');
    case 'upload':
      return msg('Pictures');
    case 'manual':
      return msg('By keys');
  }
}
