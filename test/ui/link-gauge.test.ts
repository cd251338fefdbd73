import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkGauge } from '../../src/ui/live/link-gauge.ts';

/** Sends an echo at `sentMs` that comes back at `backMs`. */
function trip(gauge: LinkGauge, sentMs: number, backMs: number): void {
  const echo = gauge.echo(sentMs);
  if (echo.type === 'echo') gauge.answered(echo.id, backMs);
}

describe('the gauge of the live link', () => {
  it('knows nothing before the first echo is back', () => {
    const gauge = new LinkGauge();
    gauge.echo(0);
    expect(gauge.measures(900)).toEqual({ receivedFps: 0, roundTripMs: null, wayMs: null });
  });

  it('counts the pictures of the last second', () => {
    const gauge = new LinkGauge();
    for (let atMs = 0; atMs < 2000; atMs += 40) gauge.pictureArrived(atMs);
    expect(gauge.measures(2000).receivedFps).toBe(24);
    expect(gauge.measures(3500).receivedFps).toBe(0);
  });

  it('takes half of a free round trip for the way', () => {
    const gauge = new LinkGauge();
    trip(gauge, 0, 40);
    expect(gauge.measures(50)).toMatchObject({ roundTripMs: 40, wayMs: 20 });
  });

  it('adds the queue to the way of the pictures, all of it downstream', () => {
    const gauge = new LinkGauge();
    trip(gauge, 0, 40);
    trip(gauge, 1000, 1840);
    expect(gauge.measures(1900)).toMatchObject({ wayMs: 820 });
  });

  it('does not call the link slow for one hiccup', () => {
    const gauge = new LinkGauge();
    trip(gauge, 0, 10);
    trip(gauge, 1000, 1600);
    trip(gauge, 2000, 2012);
    expect(gauge.measures(2100).roundTripMs).toBe(10);
  });

  it('does not wait for an answer to know that it is late', () => {
    const gauge = new LinkGauge();
    trip(gauge, 0, 10);
    gauge.echo(1000);
    gauge.echo(2000);
    expect(gauge.measures(3000)).toMatchObject({ roundTripMs: 2000, wayMs: 1995 });
  });

  it('passes over an answer to what it did not ask', () => {
    const gauge = new LinkGauge();
    gauge.answered(7, 10);
    expect(gauge.measures(10).wayMs).toBeNull();
  });

  it('never tells a way longer than the round trip that measured it, nor a negative one', () => {
    const trips = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(trips, (tookMs) => {
        const gauge = new LinkGauge();
        for (const [turn, ms] of tookMs.entries()) {
          trip(gauge, turn * 10_000, turn * 10_000 + ms);
          const { wayMs } = gauge.measures(turn * 10_000 + ms);
          expect(wayMs).toBeGreaterThanOrEqual(ms / 2);
          expect(wayMs).toBeLessThanOrEqual(ms);
        }
      }),
    );
  });
});
