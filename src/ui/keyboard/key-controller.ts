import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { actionOfKey, type KeyAction } from './key-map.ts';

/** Calls `onAction` for the keys of the page while its element is on it. */
export class KeyController implements ReactiveController {
  readonly #onAction: (action: KeyAction) => void;

  constructor(host: ReactiveControllerHost, onAction: (action: KeyAction) => void) {
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
    const target = event.composedPath()[0];
    // Radio buttons take arrows and space only; letters pressed on them are commands.
    const typing =
      target instanceof HTMLElement && !(target instanceof HTMLInputElement && target.type === 'radio');
    const action = actionOfKey({
      key: event.key,
      ctrlKey: event.ctrlKey,
      altKey: event.altKey,
      metaKey: event.metaKey,
      repeat: event.repeat,
      field: typing ? target.localName : null,
    });
    if (action === null) return;
    event.preventDefault();
    this.#onAction(action);
  };
}
