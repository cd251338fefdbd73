import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CellClass } from '../../core/cells.ts';
import { readingOf } from '../../core/reading-of.ts';
import type { Problem } from '../../core/wire/live.ts';
import {
  type Decision,
  MUST_DECIDE,
  type Note,
  type Reading,
  type ReviewCell,
  type SessionDetail,
} from '../../core/wire/review.ts';
import type { Answer } from '../api/ask.ts';
import { listenToSession, type SessionEvents } from '../notes/session-events.ts';
import {
  type Act,
  type ActHistory,
  actOf,
  begun,
  changesOf,
  NO_ACTS,
  type PendingAct,
  refused,
  withDecisions,
  withPending,
} from './review-acts.ts';
import type { GalleryReading, ReviewApi } from './review-api.ts';

/** Facts that come in quick succession are asked for once. */
const REFRESH_DELAY_MS = 250;

export interface Pointed {
  readonly cell: string;
  readonly by: string;
}

/**
 * One session under review, bound to an element: its facts, what is on its way, and what others do meanwhile. Each act
 * is shown at once and posted at once, in order; when the instrument refuses it, it is gone from the page again.
 */
export class ReviewController implements ReactiveController {
  readonly api: ReviewApi;
  detail: SessionDetail | null = null;
  /** In the reading of this page; null until they have come. */
  cells: readonly ReviewCell[] | null = null;
  notes: readonly Note[] = [];
  reading: GalleryReading = 'first';
  problem: Problem | null = null;
  history: ActHistory = NO_ACTS;

  readonly #host: ReactiveControllerHost;
  readonly #me: string;
  readonly #on: { readonly note: (note: Note) => void; readonly point: (pointed: Pointed) => void };
  #kept: readonly ReviewCell[] = [];
  #pending: readonly PendingAct[] = [];
  #posting: Promise<void> = Promise.resolve();
  #events: SessionEvents | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #cellsAreOld = true;
  #wasListening = false;

  constructor(
    host: ReactiveControllerHost,
    {
      api,
      me,
      on,
    }: { api: ReviewApi; me: string } & {
      on: { note: (note: Note) => void; point: (pointed: Pointed) => void };
    },
  ) {
    this.#host = host;
    this.api = api;
    this.#me = me;
    this.#on = on;
    host.addController(this);
  }

  hostConnected(): void {
    void this.reload();
    this.#events = listenToSession(this.api.eventsUrl, {
      opened: () => this.#catchUp(),
      note: (note) => this.#takeNote(note),
      point: (pointed) => this.#on.point(pointed),
      decided: ({ decisions }) => this.#takeOthers(decisions),
      signed: () => this.#refreshSoon({ cells: false }),
      // Also told when only a second reading began or ended.
      revision: () => this.#refreshSoon({ cells: this.isCounting }),
    });
  }

  hostDisconnected(): void {
    this.#events?.close();
    clearTimeout(this.#refresh);
  }

  get isSaving(): boolean {
    return this.#pending.length > 0;
  }

  get isCounting(): boolean {
    return this.detail?.state === 'counting';
  }

  /** Asks for everything again. */
  async reload(): Promise<void> {
    this.#cellsAreOld = true;
    await Promise.all([this.#readFacts(), this.#readNotes()]);
  }

  /** Names cells, or confirms each as what it is (`null`). */
  name(cells: readonly ReviewCell[], as: CellClass | null): void {
    const act = actOf(cells, (cell) => as ?? cell.class);
    if (act.changes.length > 0) this.#begin({ act, as: 'done' });
  }

  undo(): Act | null {
    return this.#again(this.history.done.at(-1), 'undone');
  }

  redo(): Act | null {
    return this.#again(this.history.undone.at(-1), 'redone');
  }

  /** Runs a request that changes the session, and shows what came of it. False when it was refused. */
  async change(asked: Promise<Answer<unknown>>): Promise<boolean> {
    const answer = await asked;
    if (answer.ok) await this.reload();
    else this.#fail(answer.problem);
    return answer.ok;
  }

  dismissProblem(): void {
    this.problem = null;
    this.#host.requestUpdate();
  }

  #again(act: Act | undefined, as: 'undone' | 'redone'): Act | null {
    if (act === undefined) return null;
    this.#begin({ act, as });
    return act;
  }

  #begin(pending: PendingAct): void {
    this.history = begun(this.history, pending);
    this.#pending = [...this.#pending, pending];
    this.#show();
    this.#posting = this.#posting.then(() => this.#post(pending, this.#actsAs));
  }

  async #post(pending: PendingAct, reading: Reading): Promise<void> {
    const decisions = changesOf(pending).map(({ cell, after }) => ({ cell, class: after }));
    const answer = await this.api.decide({ reading, decisions });
    this.#pending = this.#pending.filter((other) => other !== pending);
    if (answer.ok) {
      this.#kept = withDecisions(this.#kept, answer.value.decisions);
      this.#adopt({ snapshot: answer.value.snapshot });
      this.#refreshSoon({ cells: pending.as === 'undone' });
    } else {
      this.history = refused(this.history, pending);
      this.#fail(answer.problem);
    }
    this.#show();
  }

  get #actsAs(): Reading {
    return readingOf(this.detail?.secondReading ?? null, this.#me);
  }

  #takeOthers(decisions: readonly Decision[]): void {
    if (this.reading === 'second') return;
    const others = decisions.filter(({ by }) => by !== this.#me);
    if (others.length === 0) return;
    this.#kept = withDecisions(this.#kept, others);
    this.#refreshSoon({ cells: false });
    this.#show();
  }

  #takeNote(note: Note): void {
    if (this.notes.some(({ id }) => id === note.id)) return;
    this.notes = [...this.notes, note];
    this.#on.note(note);
    this.#host.requestUpdate();
  }

  /** A note of one's own, which the events may have told already. */
  addNote(note: Note): void {
    if (!this.notes.some(({ id }) => id === note.id)) this.notes = [...this.notes, note];
    this.#host.requestUpdate();
  }

  async #readNotes(): Promise<void> {
    const answer = await this.api.notes();
    if (answer.ok) this.notes = answer.value;
    this.#host.requestUpdate();
  }

  /** After a lost connection: what was told meanwhile, and what came of acts that got no answer. */
  #catchUp(): void {
    void this.#readNotes();
    if (this.#wasListening) this.#refreshSoon({ cells: true });
    this.#wasListening = true;
  }

  #refreshSoon({ cells }: { readonly cells: boolean }): void {
    this.#cellsAreOld ||= cells;
    clearTimeout(this.#refresh);
    this.#refresh = setTimeout(() => void this.#readFacts(), REFRESH_DELAY_MS);
  }

  async #readFacts(): Promise<void> {
    const detail = await this.api.detail();
    if (!detail.ok) return this.#fail(detail.problem);
    const [flagsBefore, actedAs] = [flagNames(this.detail), this.#actsAs];
    this.detail = detail.value;
    // What was decided in one reading cannot be undone in another.
    if (this.#actsAs !== actedAs) this.history = NO_ACTS;
    const reading = this.#actsAs === 'second' ? 'second' : 'first';
    // Which cells must be decided follows from the flags, and from what the other reader said.
    const isOld =
      this.#cellsAreOld ||
      flagNames(detail.value) !== flagsBefore ||
      waitingIn(detail.value) !== this.#kept.filter(({ mustDecide }) => mustDecide !== null).length;
    if (isOld || reading !== this.reading) await this.#readCells(reading);
    this.#show();
  }

  async #readCells(reading: GalleryReading): Promise<void> {
    const answer = await this.api.cells(reading);
    if (!answer.ok) return this.#fail(answer.problem);
    this.#cellsAreOld = false;
    this.reading = reading;
    this.#kept = answer.value;
    this.cells = answer.value;
  }

  #adopt(facts: Partial<SessionDetail>): void {
    if (this.detail) this.detail = { ...this.detail, ...facts };
  }

  #show(): void {
    if (this.cells !== null) this.cells = withPending(this.#kept, this.#pending, this.#me);
    this.#host.requestUpdate();
  }

  #fail(problem: Problem): void {
    this.problem = problem;
    this.#host.requestUpdate();
  }
}

/** Cells that wait for a person, as the instrument counts them. */
function waitingIn({ openPoints }: SessionDetail): number {
  const ofCells = openPoints.filter(({ why }) => MUST_DECIDE.some((reason) => reason === why));
  return ofCells.reduce((sum, { cells }) => sum + cells, 0);
}

function flagNames(detail: SessionDetail | null): string {
  return (detail?.snapshot.flags ?? []).map((flag) => `${flag.of} ${flag.in}`).join();
}
