import { msg, str } from '@lit/localize';
import { formatAbsolute, formatAgeOfPatient } from '../differential/format.ts';
import type { Snapshot } from '../live/live-state.ts';
import { commaList, formatNumber, perLitre } from '../locale/formats.ts';
import { sexWords } from './order-form.ts';

/** "43 y, female": whose ranges apply. */
export function patientWords({ age, sex, ageIsAssumed }: Snapshot): string {
  const words = [
    age && formatAgeOfPatient(age),
    sex && sexWords(sex),
    ageIsAssumed ? msg('age not given: ranges assumed') : null,
  ];
  return commaList(words.filter((each) => each !== null));
}

/** "WBC 7.2 × 10⁹/L", and what is left of it without nRBC. */
export function whiteCountWords({ wbc }: Snapshot): string {
  if (wbc === null) return msg('WBC not given');
  const given = perLitre(formatNumber(wbc.given));
  return wbc.corrected === null
    ? msg(str`WBC ${given}`)
    : msg(str`WBC ${given}, ${formatAbsolute(wbc.corrected)} without nRBC`);
}
