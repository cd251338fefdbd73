import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Marks, pressKey, type TallyKey } from '../../core/key-tally.ts';
import type { Problem } from '../../core/wire/live.ts';
import type { KeptTally, StartTallyRequest, TallyState } from '../../core/wire/tally.ts';
import type { Answer } from '../api/ask.ts';
import { TallyApi } from './tally-api.ts';
import { stillWaiting, storedKeys, storeKeys, type WaitingKeys } from './waiting-keys.ts';

const TRY_AGAIN_MS = 2000;

/**
 * The count that is open: what the instrument keeps of it and the keys on their way there. A key counts at once, and
 * waits in the browser until the instrument has it on its disk.
 */
export class TallyController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #baseUrl: () => string;
  #tally: TallyState | null = null;
  #waiting: WaitingKeys = { from: 0, keys: [] };
  #marks: Marks = [];
  #problem: Problem | null = null;
  #asked = false;
  #sending = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, baseUrl: () => string) {
    this.#host = host;
    this.#baseUrl = baseUrl;
    host.addController(this);
  }

  hostConnected(): void {
    // The page is given its address after it is made.
    queueMicrotask(() => void this.reload());
  }

  hostDisconnected(): void {
    clearTimeout(this.#again);
  }

  /** Null when no count is open. */
  get tally(): TallyState | null {
    return this.#tally;
  }

  /** Whether the instrument was asked what is open. */
  get asked(): boolean {
    return this.#asked;
  }

  /** The cells counted, the last keys included. */
  get marks(): Marks {
    return this.#marks;
  }

  /** Keys that the instrument does not keep yet. */
  get waiting(): number {
    return this.#waiting.keys.length;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  async reload(): Promise<void> {
    const answer = await this.#api.current();
    this.#asked = true;
    this.#take(answer);
    if (!answer.ok || !answer.value) return;
    this.#waiting = stillWaiting(storedKeys(answer.value.id), answer.value.keys);
    this.#recount();
    void this.#send();
  }

  async start(request: StartTallyRequest): Promise<void> {
    this.#take(await this.#api.start(request));
  }

  /** Counts a key; false where the count takes it not: at its target, or with nothing to take back. */
  press(key: TallyKey): boolean {
    const tally = this.#tally;
    if (!tally) return false;
    const marks = pressKey(this.#marks, key, tally.target);
    if (marks === this.#marks) return false;
    this.#marks = marks;
    this.#waiting = { ...this.#waiting, keys: [...this.#waiting.keys, key] };
    storeKeys(tally.id, this.#waiting);
    this.#host.requestUpdate();
    void this.#send();
    return true;
  }

  async keep(): Promise<KeptTally | null> {
    if (!this.#tally || this.waiting > 0) return null;
    const answer = await this.#api.keep(this.#tally.id);
    this.#problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.#forget();
    this.#host.requestUpdate();
    return answer.ok ? answer.value : null;
  }

  async discard(): Promise<void> {
    if (!this.#tally) return;
    const answer = await this.#api.discard(this.#tally.id);
    this.#problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.#forget();
    this.#host.requestUpdate();
  }

  /** One request at a time: keys pressed meanwhile go with the next. */
  async #send(): Promise<void> {
    const tally = this.#tally;
    const { from, keys } = this.#waiting;
    if (!tally || this.#sending || keys.length === 0) return;
    clearTimeout(this.#again);
    this.#sending = true;
    const answer = await this.#api.press(tally.id, { from, keys: [...keys] });
    this.#sending = false;
    this.#problem = answer.ok ? null : answer.problem;
    if (answer.ok) {
      this.#tally = answer.value;
      this.#waiting = stillWaiting(this.#waiting, answer.value.keys);
      storeKeys(tally.id, this.#waiting);
      void this.#send();
    } else if (answer.problem.code === 'request-failed') {
      this.#again = setTimeout(() => void this.#send(), TRY_AGAIN_MS);
    }
    this.#host.requestUpdate();
  }

  #take(answer: Answer<TallyState | null>): void {
    this.#problem = answer.ok ? null : answer.problem;
    if (answer.ok) {
      this.#tally = answer.value;
      this.#waiting = { from: answer.value?.keys ?? 0, keys: [] };
      this.#recount();
    }
    this.#host.requestUpdate();
  }

  #recount(): void {
    const target = this.#tally?.target ?? null;
    this.#marks = this.#waiting.keys.reduce<Marks>(
      (marks, key) => pressKey(marks, key, target),
      this.#tally?.marks ?? [],
    );
    this.#host.requestUpdate();
  }

  #forget(): void {
    this.#tally = null;
    this.#waiting = { from: 0, keys: [] };
    this.#marks = [];
  }

  get #api(): TallyApi {
    return new TallyApi(this.#baseUrl());
  }
}
