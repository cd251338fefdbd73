import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageAt } from '../../src/core/age-at.ts';

const on = (day: string) => new Date(`${day}T15:30:00Z`);

describe('age on the day of an order', () => {
  it.each([
    ['2026-03-14', '2026-03-14', { value: 0, unit: 'days' }],
    ['2026-01-13', '2026-03-14', { value: 60, unit: 'days' }],
    ['2026-01-12', '2026-03-14', { value: 2, unit: 'months' }],
    ['2024-03-15', '2026-03-14', { value: 23, unit: 'months' }],
    ['2024-03-14', '2026-03-14', { value: 2, unit: 'years' }],
    ['1983-03-15', '2026-03-14', { value: 42, unit: 'years' }],
    ['1983-03-14', '2026-03-14', { value: 43, unit: 'years' }],
    ['2020-02-29', '2026-02-28', { value: 5, unit: 'years' }],
    ['1983', '2026-03-14', { value: 42, unit: 'years' }],
    ['1983-02', '2026-03-14', { value: 43, unit: 'years' }],
  ] as const)('of %s on %s', (born, day, age) => {
    expect(ageAt(born, on(day))).toEqual(age);
  });

  it.each(['', 'unknown', '19830314', '1983-02-30', '1983-13-01', '2026-03-15', '1850-01-01', '1983-3-1'])(
    'is not known from %j',
    (born) => {
      expect(ageAt(born, on('2026-03-14'))).toBeNull();
    },
  );

  it('is a whole number that never falls as the days pass', () => {
    const birth = fc.date({ min: new Date('1950-01-01'), max: new Date('2024-01-01'), noInvalidDate: true });
    const days = (age: ReturnType<typeof ageAt>) =>
      age === null ? Number.NaN : age.value * { days: 1, months: 30.4, years: 365.24 }[age.unit];
    fc.assert(
      fc.property(birth, fc.nat(700), fc.nat(60), (born, first, more) => {
        const date = born.toISOString().slice(0, 10);
        const ageAfter = (passed: number) => ageAt(date, new Date(born.getTime() + passed * 86_400_000));
        expect(Number.isInteger(ageAfter(first)?.value)).toBe(true);
        // A month is told when it is full: in days that is a step of up to one day back.
        expect(days(ageAfter(first + more))).toBeGreaterThanOrEqual(days(ageAfter(first)) - 2);
      }),
    );
  });
});
