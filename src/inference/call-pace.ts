import type { Tensors } from './engine.ts';

/** Far beyond any real call, also the first of a size, for which a GPU may compile for a while. */
const MOST_MS = 60_000;
/** A machine that is busy with something else for a moment does not make a call hang. */
const LEAST_MS = 3000;
const TIMES_SLOWEST = 20;
/** By this factor a call the slowest one is forgotten: what was slow for once must not hide a hang for ever. */
const KEPT_SLOWNESS = 0.99;

interface Known {
  readonly slowestMs: number;
  readonly leastElements: number;
  readonly mostElements: number;
}

/** How long a call may take before it counts as hung, learned from those that were answered. */
export class CallPace {
  readonly #mostMs: number;
  readonly #known = new Map<string, Known>();

  /** `mostMs`: for a call of a size that was not answered before; no call may take longer. */
  constructor(mostMs = MOST_MS) {
    this.#mostMs = mostMs;
  }

  limitMs(model: string, inputs: Tensors): number {
    const known = this.#known.get(model);
    const elements = elementsOf(inputs);
    if (!known || elements < known.leastElements || elements > known.mostElements) return this.#mostMs;
    return Math.min(this.#mostMs, Math.max(LEAST_MS, TIMES_SLOWEST * known.slowestMs));
  }

  /** A call was answered. */
  note(model: string, inputs: Tensors, tookMs: number): void {
    const elements = elementsOf(inputs);
    const known = this.#known.get(model);
    this.#known.set(model, {
      slowestMs: Math.max(tookMs, KEPT_SLOWNESS * (known?.slowestMs ?? 0)),
      leastElements: Math.min(elements, known?.leastElements ?? elements),
      mostElements: Math.max(elements, known?.mostElements ?? elements),
    });
  }
}

function elementsOf(inputs: Tensors): number {
  return Object.values(inputs).reduce((sum, { data }) => sum + data.length, 0);
}
