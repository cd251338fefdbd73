/** The first `h1` in an element, through shadow roots; null where none is yet. */
export function findHeading(within: Element | ShadowRoot): HTMLElement | null {
  for (const element of within.querySelectorAll<HTMLElement>('*')) {
    if (element.localName === 'h1') return element;
    const inner = element.shadowRoot && findHeading(element.shadowRoot);
    if (inner) return inner;
  }
  return null;
}
