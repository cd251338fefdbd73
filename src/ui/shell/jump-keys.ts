import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isTyping } from '../keyboard/is-typing.ts';
import { latinKey } from '../keyboard/latin-key.ts';

/** Opens the jump, and how long the next key may take. */
export const JUMP_KEY = 'j';
const WAIT_MS = 2000;

/** `j` and then a letter: calls `onJump` with the letter, unless somebody types or a dialog is open. */
export class JumpKeys implements ReactiveController {
  readonly #onJump: (key: string) => boolean;
  #openedAtMs = Number.NEGATIVE_INFINITY;

  /** `onJump` says whether the letter leads anywhere. */
  constructor(host: ReactiveControllerHost, onJump: (key: string) => boolean) {
    this.#onJump = onJump;
    host.addController(this);
  }

  hostConnected(): void {
    // Before the pages hear it: the second key must not also do what it means there.
    window.addEventListener('keydown', this.#onKey, { capture: true });
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#onKey, { capture: true });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event)) return;
    const key = latinKey(event);
    const waiting = performance.now() - this.#openedAtMs < WAIT_MS;
    this.#openedAtMs = !waiting && key === JUMP_KEY ? performance.now() : Number.NEGATIVE_INFINITY;
    if (key !== JUMP_KEY && !(waiting && this.#onJump(key))) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
