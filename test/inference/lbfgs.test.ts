import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimise, type Objective } from '../../src/inference/lbfgs.ts';

describe('the minimum', () => {
  it('of a bowl is found, however narrow it is one way', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0.01, max: 100, noNaN: true }),
            fc.double({ min: -9, max: 9, noNaN: true }),
          ),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        (axes) => {
          const bowl: Objective = (x, gradient) =>
            axes.reduce((sum, [steepness, centre], index) => {
              const away = (x[index] as number) - centre;
              gradient[index] = steepness * away;
              return sum + (steepness * away * away) / 2;
            }, 0);
          const found = minimise(bowl, new Float64Array(axes.length));
          expect(bowl(found, new Float64Array(axes.length))).toBeLessThan(
            1e-6 * (1 + bowl(new Float64Array(axes.length), new Float64Array(axes.length))),
          );
        },
      ),
    );
  });

  it('of a bent valley is found from afar', () => {
    // Rosenbrock, Computer Journal 3 (1960): minimum 0 at (1, 1).
    const valley: Objective = (x, gradient) => {
      const [a, b] = x as unknown as [number, number];
      gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a);
      gradient[1] = 200 * (b - a * a);
      return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
    };
    const found = minimise(valley, Float64Array.of(-1.2, 1));
    expect(found[0]).toBeCloseTo(1, 2);
    expect(found[1]).toBeCloseTo(1, 2);
  });

  it('is the start where it is flat', () => {
    expect(minimise(() => 3, Float64Array.of(4, 5))).toEqual(Float64Array.of(4, 5));
  });
});
