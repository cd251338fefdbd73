import type { LitElement } from 'lit';
import { onTestFinished } from 'vitest';
import '../../../src/ui/theme/tokens.css';

/** Puts an element with these properties into the page until the test ends; resolves when it is drawn. */
export async function mount<Element extends LitElement>(
  tag: string,
  properties: Partial<Element>,
): Promise<Element> {
  const element = Object.assign(document.createElement(tag), properties) as Element;
  document.body.append(element);
  onTestFinished(() => element.remove());
  await element.updateComplete;
  return element;
}

/** The parts of an element that match, as a person finds them. */
export function parts(element: LitElement, selector: string): HTMLElement[] {
  return [...element.renderRoot.querySelectorAll<HTMLElement>(selector)];
}

/** Text as it is read, without the spaces of the markup. */
export function wordsOf(node: Node | undefined): string {
  return (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
}
