import type { Rect } from './gallery-layout.ts';

/** A rectangle drawn with the mouse over a scrolling surface, in the surface's own coordinates. */
export class RubberBand {
  readonly #surface: HTMLElement;
  readonly #onChange: (band: Rect | null) => void;
  readonly #from: Point;
  #to: Point;
  #last: PointerEvent;

  constructor(surface: HTMLElement, event: PointerEvent, onChange: (band: Rect | null) => void) {
    this.#surface = surface;
    this.#onChange = onChange;
    this.#last = event;
    this.#from = pointOn(surface, event);
    this.#to = this.#from;
    surface.setPointerCapture(event.pointerId);
    surface.addEventListener('pointermove', this.#move);
    surface.addEventListener('scroll', this.#scrolled);
    for (const end of ['pointerup', 'pointercancel'] as const) surface.addEventListener(end, this.#end);
  }

  readonly #move = (event: PointerEvent): void => {
    this.#last = event;
    this.#scrollAtEdge(event);
    this.#scrolled();
  };

  /** The wheel moves the surface under a resting mouse. */
  readonly #scrolled = (): void => {
    this.#to = pointOn(this.#surface, this.#last);
    this.#onChange({
      left: Math.min(this.#from.x, this.#to.x),
      right: Math.max(this.#from.x, this.#to.x),
      top: Math.min(this.#from.y, this.#to.y),
      bottom: Math.max(this.#from.y, this.#to.y),
    });
  };

  #scrollAtEdge({ clientY }: PointerEvent): void {
    const { top, bottom } = this.#surface.getBoundingClientRect();
    this.#surface.scrollTop += Math.min(0, clientY - top) + Math.max(0, clientY - bottom);
  }

  readonly #end = (): void => {
    this.#surface.removeEventListener('pointermove', this.#move);
    this.#surface.removeEventListener('scroll', this.#scrolled);
    for (const end of ['pointerup', 'pointercancel'] as const)
      this.#surface.removeEventListener(end, this.#end);
    this.#onChange(null);
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** From the upper start corner of what scrolls: the right one where people read from the right. */
export function pointOn(
  surface: HTMLElement,
  { clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>,
): Point {
  const { left, right, top } = surface.getBoundingClientRect();
  const { direction, paddingInlineStart } = getComputedStyle(surface);
  const fromStart = direction === 'rtl' ? right - clientX : clientX - left;
  return { x: fromStart - Number.parseFloat(paddingInlineStart), y: clientY - top + surface.scrollTop };
}
