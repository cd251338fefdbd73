import type { Permission } from '../../core/access.ts';

export type KeyAction = 'ask-new' | 'ask-end' | 'ask-order' | 'toggle-red-cells' | 'next-theme' | 'ask-keys';

export interface KeyBinding {
  /** As in KeyboardEvent.key, lower case. */
  readonly key: string;
  readonly shown: string;
  readonly words: string;
  readonly action: KeyAction;
  /** Without this permission the key does nothing, and is not shown. */
  readonly needs: Permission;
}

/** The keys of the live page: only those that work. */
export const LIVE_KEYS: readonly KeyBinding[] = [
  { key: 'n', shown: 'N', words: 'New session', action: 'ask-new', needs: 'count' },
  { key: 'e', shown: 'E', words: 'End session', action: 'ask-end', needs: 'count' },
  { key: 'd', shown: 'D', words: 'Specimen', action: 'ask-order', needs: 'count' },
  { key: 'r', shown: 'R', words: 'Red cells', action: 'toggle-red-cells', needs: 'watch' },
  { key: 't', shown: 'T', words: 'Theme', action: 'next-theme', needs: 'watch' },
  { key: '?', shown: '?', words: 'Keys', action: 'ask-keys', needs: 'watch' },
];

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  /** The innermost element the key was pressed in, across shadow roots; null for none. */
  readonly field: string | null;
}

const TYPING_FIELDS = ['input', 'textarea', 'select'];

/** The action of a key, unless the person types, holds it down or uses a browser shortcut. */
export function actionOfKey(pressed: PressedKey): KeyAction | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat) return null;
  if (pressed.field !== null && TYPING_FIELDS.includes(pressed.field)) return null;
  return LIVE_KEYS.find((binding) => binding.key === pressed.key.toLowerCase())?.action ?? null;
}
