import type { Age } from './age.ts';

/** Up to so many days, and then months, an age is told in the smaller unit, as ranges of children need it. */
const LAST_DAYS = 60;
const LAST_MONTHS = 24;

/**
 * The age of somebody born on a date (YYYY, YYYY-MM or YYYY-MM-DD) on a day; of a date in parts the middle is taken.
 * Null for what is no date, lies ahead, or is too long ago to be an age.
 */
export function ageAt(birthDate: string, on: Date): Age | null {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(birthDate);
  if (!parts) return null;
  const [, year = '', month, day] = parts;
  const born = new Date(`${year}-${month ?? '07'}-${day ?? (month ? '15' : '01')}T00:00:00Z`);
  const today = new Date(`${on.toISOString().slice(0, 10)}T00:00:00Z`);
  // 31 April is no date; JavaScript would make it May.
  if (Number.isNaN(born.getTime()) || !born.toISOString().startsWith(birthDate)) return null;
  const days = Math.round((today.getTime() - born.getTime()) / 86_400_000);
  const months = monthsBetween(born, today);
  if (days < 0 || months >= 151 * 12) return null;
  if (days <= LAST_DAYS) return { value: days, unit: 'days' };
  if (months < LAST_MONTHS) return { value: months, unit: 'months' };
  return { value: Math.floor(months / 12), unit: 'years' };
}

/** Whole months: the one that runs counts on its day of birth. */
function monthsBetween(born: Date, today: Date): number {
  const months =
    (today.getUTCFullYear() - born.getUTCFullYear()) * 12 + today.getUTCMonth() - born.getUTCMonth();
  return today.getUTCDate() < born.getUTCDate() ? months - 1 : months;
}
