import { msg, str } from '@lit/localize';

/** What is dragged from the gallery; the cells themselves are the chosen ones. */
export const CELLS_TYPE = 'application/x-hematovision-cells';

/** What hangs on the mouse when more than one cell is dragged; null leaves the picture of the one. */
export function dragImage(root: ShadowRoot, cells: number): HTMLElement | null {
  if (cells < 2) return null;
  const image = root.ownerDocument.createElement('p');
  image.className = 'dragged';
  image.textContent = msg(str`${cells} cells`);
  root.append(image);
  // The browser takes the picture when the event is over.
  setTimeout(() => image.remove());
  return image;
}
