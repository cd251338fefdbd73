import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CellClass } from '../../core/cells.ts';
import type { CountedCell, Problem } from '../../core/wire/live.ts';
import { decided } from '../../core/wire/review.ts';
import { ask } from '../api/ask.ts';
import type { LiveController } from '../live/live-controller.ts';

interface Act {
  readonly session: string;
  readonly cell: string;
  readonly before: CellClass;
}

/** The cell a person looks at on the live page, what they name it, and the way back. */
export class CellNaming implements ReactiveController {
  /** Id of the chosen cell; null for none. */
  chosen: string | null = null;
  problem: Problem | null = null;

  readonly #host: ReactiveControllerHost;
  readonly #live: LiveController;
  readonly #baseUrl: string;
  #acts: readonly Act[] = [];

  constructor(host: ReactiveControllerHost, live: LiveController, baseUrl: string) {
    this.#host = host;
    this.#live = live;
    this.#baseUrl = baseUrl;
    host.addController(this);
  }

  hostUpdate(): void {
    if (this.chosen !== null && !this.cell) this.choose(null);
  }

  /** The chosen cell as it is known now. */
  get cell(): CountedCell | null {
    const { cells, mapCells } = this.#live.state;
    return mapCells.get(this.chosen ?? '') ?? cells.find(({ id }) => id === this.chosen) ?? null;
  }

  get canUndo(): boolean {
    return this.#acts.some(({ session }) => session === this.#session);
  }

  choose(id: string | null): void {
    this.chosen = id;
    this.problem = null;
    this.#host.requestUpdate();
  }

  /** The next older (1) or newer (-1) of the newest cells; the newest when none of them is chosen. */
  step(by: 1 | -1): void {
    const { cells } = this.#live.state;
    const at = cells.findIndex(({ id }) => id === this.chosen);
    const next = at < 0 ? cells[0] : cells[Math.max(0, Math.min(cells.length - 1, at + by))];
    if (next) this.choose(next.id);
  }

  /** Names the chosen cell; naming it what it is confirms it. */
  async name(as: CellClass): Promise<void> {
    const cell = this.cell;
    const session = this.#session;
    if (!cell || session === null) return;
    if (await this.#decide(session, cell.id, as))
      this.#acts = [...this.#acts, { session, cell: cell.id, before: cell.class }];
  }

  /** Takes the last naming of this session back. */
  async undo(): Promise<void> {
    const last = this.#acts.findLast(({ session }) => session === this.#session);
    if (!last) return;
    this.choose(last.cell);
    if (await this.#decide(last.session, last.cell, last.before))
      this.#acts = this.#acts.filter((act) => act !== last);
  }

  get #session(): string | null {
    return this.#live.state.snapshot?.session ?? null;
  }

  async #decide(session: string, cell: string, as: CellClass): Promise<boolean> {
    const url = new URL(`api/sessions/${encodeURIComponent(session)}/decisions`, this.#baseUrl);
    const body = { reading: 'first', decisions: [{ cell, class: as }] };
    const answer = await ask(url, { method: 'POST', body, schema: decided });
    this.problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.#live.adoptDecided(answer.value);
    this.#host.requestUpdate();
    return answer.ok;
  }
}
