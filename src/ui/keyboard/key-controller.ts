import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { actionOfKey, type KeyAction } from './key-map.ts';
import { latinKey } from './latin-key.ts';

/** Calls `onAction` with what a key of the page means, and the key, while its element is on it. */
export class KeyController implements ReactiveController {
  readonly #onAction: (action: KeyAction, key: string) => void;

  constructor(host: ReactiveControllerHost, onAction: (action: KeyAction, key: string) => void) {
    this.#onAction = onAction;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('keydown', this.#onKey);
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#onKey);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const key = latinKey(event);
    const { ctrlKey, altKey, metaKey, repeat } = event;
    const action = actionOfKey({ key, ctrlKey, altKey, metaKey, repeat, field: fieldOf(event) });
    if (action === null) return;
    event.preventDefault();
    this.#onAction(action, key);
  };
}

/** Radio buttons take arrows and space only; letters pressed on them are commands. */
function fieldOf(event: KeyboardEvent): string | null {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return null;
  return target instanceof HTMLInputElement && target.type === 'radio' ? 'radio' : target.localName;
}
