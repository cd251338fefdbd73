import { msg, str } from '@lit/localize';
import type { ReactiveControllerHost } from 'lit';
import type { CellClass } from '../../core/cells.ts';
import type { ReviewCell } from '../../core/wire/review.ts';
import { classLabel } from '../differential/class-words.ts';
import type { Attention } from './attention.ts';
import type { CellGallery } from './cell-gallery.ts';
import type { ReviewController } from './review-controller.ts';
import { afterThese, choose, keepOnly, NOTHING_CHOSEN, type Selection } from './selection.ts';

export interface ChosenCellsParts {
  readonly review: () => ReviewController;
  /** Null while there is no cell to show. */
  readonly gallery: () => CellGallery | null;
  readonly mayDecide: () => boolean;
  readonly attention: Attention;
}

/** The chosen cells of the gallery, and what is done to them. */
export class ChosenCells {
  selection: Selection = NOTHING_CHOSEN;
  /** What was done last, in words for whoever does not see it. */
  announced = '';

  readonly #host: ReactiveControllerHost;
  readonly #parts: ChosenCellsParts;

  constructor(host: ReactiveControllerHost, parts: ChosenCellsParts) {
    this.#host = host;
    this.#parts = parts;
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.#host.requestUpdate();
  }

  /** Drops from the choice what is no longer shown. */
  keepOnly(order: readonly string[]): void {
    this.selection = keepOnly(this.selection, order);
  }

  announce(words: string): void {
    this.announced = words;
    this.#host.requestUpdate();
  }

  /** The cell that is shown large. */
  get at(): ReviewCell | null {
    return this.#parts.review().cells?.find(({ id }) => id === this.selection.at) ?? null;
  }

  /** Cells that a person must decide before the session can be signed. */
  get waiting(): readonly ReviewCell[] {
    return this.#parts.review().cells?.filter(({ mustDecide }) => mustDecide !== null) ?? [];
  }

  /** Names them (`null`: each what it is) and goes on to the next. */
  name(as: CellClass | null): void {
    const { review, gallery, mayDecide, attention } = this.#parts;
    if (!mayDecide()) return;
    const { chosen } = this.selection;
    const cells = (review().cells ?? []).filter(({ id }) => chosen.has(id));
    // What is unclassified cannot be confirmed as that by a key pressed in passing.
    const named = as === null ? cells.filter(({ class: name }) => isConfirmable(name)) : cells;
    if (named.length === 0) {
      const words = msg('Name it first: unclassified is no class to confirm.');
      if (cells.length > 0) attention.tell({ words, cell: null });
      return;
    }
    const next = afterThese(chosen, gallery()?.order ?? []);
    review().name(named, as);
    this.announce(
      as === null
        ? msg(str`${named.length} cells confirmed`)
        : msg(str`${named.length} cells named ${classLabel(as)}`),
    );
    if (next !== null) void this.goTo(next);
  }

  confirmAll(cells: readonly ReviewCell[]): void {
    this.#parts.review().name(cells, null);
    this.announce(msg(str`${cells.length} cells confirmed`));
  }

  travel(way: 'undo' | 'redo'): void {
    const { review, gallery, mayDecide } = this.#parts;
    if (!mayDecide()) return;
    const act = way === 'undo' ? review().undo() : review().redo();
    if (!act) return;
    this.announce(
      way === 'undo'
        ? msg(str`Undone for ${act.changes.length} cells`)
        : msg(str`Done again for ${act.changes.length} cells`),
    );
    const [first] = act.changes;
    if (!first) return;
    const chosen = new Set(act.changes.map(({ cell }) => cell));
    this.select({ chosen, at: first.cell, anchor: first.cell });
    void gallery()?.goTo(first.cell);
  }

  /** The next cell after the chosen one that waits for a person; null, and told, when none does. */
  nextWaiting(): string | null {
    const order = this.#parts.gallery()?.order ?? [];
    const waiting = new Set(this.waiting.map(({ id }) => id));
    const from = this.selection.at === null ? -1 : order.indexOf(this.selection.at);
    const next = [...order.slice(from + 1), ...order.slice(0, from + 1)].find((id) => waiting.has(id));
    if (next === undefined) this.announce(msg('No cell waits for you'));
    return next ?? null;
  }

  async goTo(id: string): Promise<void> {
    this.select(choose(id));
    await this.#host.updateComplete;
    await this.#parts.gallery()?.goTo(id);
  }
}

function isConfirmable(name: CellClass | null): boolean {
  return name !== null && name !== 'unclassified';
}
