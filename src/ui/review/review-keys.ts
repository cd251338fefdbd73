import type { CellClass } from '../../core/cells.ts';
import { classOfKey } from '../keyboard/class-keys.ts';

export type ReviewAction =
  | { readonly do: 'name'; readonly as: CellClass }
  | { readonly do: 'confirm' | 'undo' | 'redo' | 'next-waiting' | 'larger' | 'smaller' | 'heat' | 'keys' };

export interface PressedKey {
  /** In lower case, as on a Latin keyboard. */
  readonly key: string;
  /** Ctrl, or Cmd on a Mac. */
  readonly command: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** What a key does on the review page; null for keys that are the browser's or nobody's. */
export function reviewActionOfKey({ key, command, shift, alt }: PressedKey): ReviewAction | null {
  if (alt) return null;
  if (command) {
    if (key === 'y' || (key === 'z' && shift)) return { do: 'redo' };
    return key === 'z' ? { do: 'undo' } : null;
  }
  switch (key.toLowerCase()) {
    case 'enter':
      return { do: 'confirm' };
    case 'w':
      return { do: 'next-waiting' };
    case 'h':
      return { do: 'heat' };
    case '+':
    case '=':
      return { do: 'larger' };
    case '-':
      return { do: 'smaller' };
    case '?':
      return { do: 'keys' };
  }
  const named = classOfKey(key);
  return named === undefined ? null : { do: 'name', as: named };
}

/** Whether a key presses the button or link it was pressed in, and so is no command of the page. */
export function isForTarget({ localName }: { readonly localName: string }, key: string): boolean {
  return ['button', 'a', 'wa-button', 'summary'].includes(localName) && (key === 'Enter' || key === ' ');
}
