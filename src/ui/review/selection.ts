/** The chosen cells, the one the keyboard is at, and where a range begins. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly at: string | null;
  readonly anchor: string | null;
}

export const NOTHING_CHOSEN: Selection = { chosen: new Set(), at: null, anchor: null };

/** A click or an arrow key: this one cell. */
export function choose(id: string): Selection {
  return { chosen: new Set([id]), at: id, anchor: id };
}

/** Ctrl or Cmd and click: in or out, the rest stays. */
export function toggle({ chosen }: Selection, id: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return { chosen: next, at: id, anchor: id };
}

/** Shift: everything from the anchor to here, in the order of the screen. */
export function extendTo(selection: Selection, id: string, order: readonly string[]): Selection {
  const from = order.indexOf(selection.anchor ?? id);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return choose(id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set(range), at: id, anchor: selection.anchor ?? id };
}

/** A rubber band or Ctrl+A; `base` is what was chosen before and stays. */
export function chooseAll(ids: readonly string[], base: Selection = NOTHING_CHOSEN): Selection {
  const chosen = new Set([...base.chosen, ...ids]);
  return { chosen, at: ids.at(-1) ?? base.at, anchor: ids[0] ?? base.anchor };
}

/** The cells that are still on the screen; without one left at hand the keyboard is nowhere. */
export function keepOnly({ chosen, at, anchor }: Selection, order: readonly string[]): Selection {
  const present = new Set(order);
  const kept = (id: string | null) => (id !== null && present.has(id) ? id : null);
  return { chosen: new Set([...chosen].filter((id) => present.has(id))), at: kept(at), anchor: kept(anchor) };
}

/** Where to go on when these cells are done: the next in the old order, or the last before. */
export function afterThese(done: ReadonlySet<string>, order: readonly string[]): string | null {
  const last = order.findLastIndex((id) => done.has(id));
  const next = order.slice(last + 1).find((id) => !done.has(id));
  return next ?? order.slice(0, Math.max(0, last)).findLast((id) => !done.has(id)) ?? null;
}
