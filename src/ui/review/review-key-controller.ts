import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isTyping } from '../keyboard/is-typing.ts';
import { latinKey } from '../keyboard/latin-key.ts';
import { isForTarget, type ReviewAction, reviewActionOfKey } from './review-keys.ts';

/** Calls `onAction` for the keys of the review while its element is on the page. */
export class ReviewKeyController implements ReactiveController {
  readonly #onAction: (action: ReviewAction) => void;

  constructor(host: ReactiveControllerHost, onAction: (action: ReviewAction) => void) {
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
    if (event.defaultPrevented || isTyping(event)) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLElement && isForTarget(target, event.key)) return;
    const { shiftKey: shift, altKey: alt } = event;
    const command = event.ctrlKey || event.metaKey;
    const action = reviewActionOfKey({ key: latinKey(event), shift, alt, command });
    if (action === null) return;
    event.preventDefault();
    this.#onAction(action);
  };
}
