import type { ReactiveControllerHost } from 'lit';
import type { Problem } from '../../core/wire/live.ts';
import type { Answer } from '../api/ask.ts';

/**
 * What a dialog asks of the instrument: once at a time, with what is wrong beside the form, and gone when it is closed.
 * Makes its element fire `dialog-closed`.
 */
export class DialogRequest<T> {
  busy = false;
  problem: Problem | null = null;

  readonly #host: ReactiveControllerHost & EventTarget;
  readonly #ask: () => Promise<Answer<T>>;
  readonly #done: (value: T) => void;

  /** `ask` reads the form and sends it; `done` hears the answer when there was no problem. */
  constructor(
    host: ReactiveControllerHost & EventTarget,
    { ask, done }: { readonly ask: () => Promise<Answer<T>>; readonly done: (value: T) => void },
  ) {
    this.#host = host;
    this.#ask = ask;
    this.#done = done;
  }

  readonly send = async (): Promise<void> => {
    if (this.busy) return;
    this.#show({ busy: true, problem: this.problem });
    const answer = await this.#ask();
    this.#show({ busy: false, problem: answer.ok ? null : answer.problem });
    if (answer.ok) this.#done(answer.value);
  };

  /** Enter in a form. */
  readonly submitted = (event: Event): void => {
    event.preventDefault();
    void this.send();
  };

  readonly close = (): void => {
    this.#show({ busy: this.busy, problem: null });
    this.#host.dispatchEvent(new Event('dialog-closed'));
  };

  /** Of the dialog itself; what hides inside it, such as a menu, closes nothing. */
  readonly hidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.close();
  };

  #show({ busy, problem }: { readonly busy: boolean; readonly problem: Problem | null }): void {
    this.busy = busy;
    this.problem = problem;
    this.#host.requestUpdate();
  }
}
