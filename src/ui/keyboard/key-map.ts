import { msg } from '@lit/localize';
import type { Permission } from '../../core/access.ts';

export type KeyAction =
  | 'toggle-pause'
  | 'ask-end'
  | 'ask-new'
  | 'ask-order'
  | 'choose-cell'
  | 'undo'
  | 'toggle-red-cells'
  | 'toggle-sound'
  | 'next-theme'
  | 'ask-keys';

export interface KeyBinding {
  readonly action: KeyAction;
  /** As in KeyboardEvent.key, lower case. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly words: () => string;
  /** Without this permission the key does nothing, and is not shown. */
  readonly needs: Permission;
  /** Not among the few at the foot of the page, only in the map of keys. */
  readonly isRare?: true;
}

/** The keys of the live page: only those that work. */
export const LIVE_KEYS: readonly KeyBinding[] = [
  { action: 'toggle-pause', keys: [' '], shown: '␣', words: () => msg('Pause'), needs: 'count' },
  { action: 'ask-end', keys: ['e'], shown: 'E', words: () => msg('End session'), needs: 'count' },
  { action: 'ask-new', keys: ['n'], shown: 'N', words: () => msg('New session'), needs: 'count' },
  { action: 'ask-order', keys: ['d'], shown: 'D', words: () => msg('Specimen'), needs: 'count' },
  {
    action: 'choose-cell',
    keys: ['arrowright', 'arrowleft'],
    shown: '→',
    words: () => msg('Name a cell'),
    needs: 'count',
  },
  { action: 'undo', keys: ['u'], shown: 'U', words: () => msg('Undo'), needs: 'count' },
  { action: 'toggle-red-cells', keys: ['r'], shown: 'R', words: () => msg('Red cells'), needs: 'watch' },
  {
    action: 'toggle-sound',
    keys: ['s'],
    shown: 'S',
    words: () => msg('Sound'),
    needs: 'watch',
    isRare: true,
  },
  { action: 'next-theme', keys: ['t'], shown: 'T', words: () => msg('Theme'), needs: 'watch', isRare: true },
  { action: 'ask-keys', keys: ['?'], shown: '?', words: () => msg('Keys'), needs: 'watch' },
];

export interface PressedKey {
  /** As on a Latin keyboard, lower case. */
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
  /** The innermost element the key was pressed in, across shadow roots; `radio` for a radio button, null for none. */
  readonly field: string | null;
}

const TYPING_FIELDS = ['input', 'textarea', 'select'];
/** What presses or moves something of its own on Space and arrows. */
const OPERATED = ['button', 'a', 'summary', 'radio'];

/** The action of a key, unless the person types, holds it down or uses a browser shortcut. */
export function actionOfKey({ key, ctrlKey, altKey, metaKey, repeat, field }: PressedKey): KeyAction | null {
  if (ctrlKey || altKey || metaKey || repeat) return null;
  if (field !== null && TYPING_FIELDS.includes(field)) return null;
  const operates = key === ' ' || key.startsWith('arrow');
  if (operates && field !== null && OPERATED.includes(field)) return null;
  return LIVE_KEYS.find(({ keys }) => keys.includes(key))?.action ?? null;
}
