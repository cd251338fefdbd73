/** Days in one of each unit, by the Gregorian calendar's mean: what reference ranges are looked up by. */
const DAYS = { days: 1, months: 30.436875, years: 365.2425 } as const;

export type AgeUnit = keyof typeof DAYS;
export const AGE_UNITS = Object.keys(DAYS) as [AgeUnit, ...AgeUnit[]];

/** An age as it is written on a request form: 3 days, 6 months, 43 years. */
export interface Age {
  readonly value: number;
  readonly unit: AgeUnit;
}

/** An age in days; 12 months are 1 year. */
export function ageInDays({ value, unit }: Age): number {
  return value * DAYS[unit];
}
