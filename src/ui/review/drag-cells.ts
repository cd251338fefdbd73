import { msg, str } from '@lit/localize';
import type { ReactiveControllerHost } from 'lit';
import type { SectionName } from './gallery-sections.ts';

/** What is dragged from the gallery; the cells themselves are the chosen ones. */
export const CELLS_TYPE = 'application/x-hematovision-cells';

export interface CellDragParts {
  /** Makes the cell under the mouse one of the dragged ones; how many are dragged, 0 for none. */
  readonly take: (event: Event) => number;
  readonly sectionUnder: (event: MouseEvent) => SectionName | undefined;
  readonly drop: (section: SectionName) => void;
}

/** Cells dragged within a gallery from section to section. */
export class CellDrag {
  /** The section that would take what is dragged. */
  dropOn: SectionName | null = null;

  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode & Node };
  readonly #parts: CellDragParts;

  constructor(
    host: ReactiveControllerHost & { readonly renderRoot: ParentNode & Node },
    parts: CellDragParts,
  ) {
    this.#host = host;
    this.#parts = parts;
  }

  readonly started = (event: DragEvent): void => {
    const cells = this.#parts.take(event);
    if (cells === 0 || !event.dataTransfer) return;
    event.dataTransfer.setData(CELLS_TYPE, '');
    event.dataTransfer.effectAllowed = 'move';
    const image = dragImage(this.#host.renderRoot, cells);
    if (image) event.dataTransfer.setDragImage(image, -12, -12);
  };

  readonly over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes(CELLS_TYPE)) return;
    const name = this.#parts.sectionUnder(event);
    this.#show(name === 'undecided' ? null : (name ?? null));
    if (this.dropOn !== null) event.preventDefault();
  };

  readonly left = (): void => this.#show(null);

  readonly dropped = (event: DragEvent): void => {
    event.preventDefault();
    if (this.dropOn !== null) this.#parts.drop(this.dropOn);
    this.#show(null);
  };

  #show(dropOn: SectionName | null): void {
    if (dropOn === this.dropOn) return;
    this.dropOn = dropOn;
    this.#host.requestUpdate();
  }
}

/** What hangs on the mouse when more than one cell is dragged; null leaves the picture of the one. */
function dragImage(root: Node, cells: number): HTMLElement | null {
  if (cells < 2) return null;
  const image = document.createElement('p');
  image.className = 'dragged';
  image.textContent = msg(str`${cells} cells`);
  root.appendChild(image);
  // The browser takes the picture when the event is over.
  setTimeout(() => image.remove());
  return image;
}
