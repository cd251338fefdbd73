import { HematovisionError } from './core/errors.ts';
import type { Cell, DifferentialSnapshot, Field, Tally } from './core/types.ts';
import type { CountedCell, ServerMessage, StartSessionRequest } from './core/wire/live.ts';
import { cropJpeg } from './crop.ts';
import { differential } from './slide/differential.ts';
import type { CellChange, Slide } from './slide/slide.ts';
import type { SessionRecord } from './store/records.ts';
import type { ComposeResult, Store } from './store/store.ts';

const NEWEST_CELLS = 12;
/** Platelets outnumber white cells; so many of the newest are looked through for `NEWEST_CELLS` others. */
const SEARCHED_CELLS = 100;

export interface SessionRecorderOptions {
  readonly store: Store;
  readonly newSlide: () => Slide;
  /** The laboratory's message for an ended session. */
  readonly composeResult: ComposeResult;
}

/** Hears every fact after it is on disk. */
export type FactListener = (fact: ServerMessage) => void;

/** The running session: the slide under the microscope, its record on disk and who hears of it. */
export class SessionRecorder {
  readonly #options: SessionRecorderOptions;
  #session: SessionRecord;
  #slide: Slide;
  #snapshot: DifferentialSnapshot;
  readonly #listeners: FactListener[] = [];

  /** Goes on with the session a power cut interrupted; otherwise starts one. */
  constructor(options: SessionRecorderOptions) {
    this.#options = options;
    const { store, newSlide } = options;
    this.#session = store.currentSession() ?? store.startSession({ accession: null });
    this.#slide = newSlide();
    this.#snapshot = snapshotOf(this.#session, store.tally(this.#session.id));
  }

  subscribe(listener: FactListener): void {
    this.#listeners.push(listener);
  }

  get slide(): Slide {
    return this.#slide;
  }

  get snapshot(): DifferentialSnapshot {
    return this.#snapshot;
  }

  /** What a viewer who just arrived needs to know: the differential, then the newest cells, oldest first. */
  get greeting(): readonly ServerMessage[] {
    const newest = this.#options.store.cells(this.#session.id, { limit: SEARCHED_CELLS, newest: true });
    const cells = newest.filter(isNucleated).slice(-NEWEST_CELLS);
    return [
      { type: 'snapshot', snapshot: this.#snapshot },
      ...cells.map((cell) => ({ type: 'cell' as const, cell: countedCell(cell) })),
    ];
  }

  /** Writes new and better known cells down, then tells; an ended session takes no more cells. */
  async record(field: Field, changes: readonly CellChange[]): Promise<void> {
    if (changes.length === 0 || this.#session.status === 'ended') return;
    const session = this.#session;
    const written = await Promise.all(
      changes.map(async ({ cell, betterCrop }) => ({
        cell,
        cropJpeg: betterCrop ? await cropJpeg(field.frame, cell.box) : null,
      })),
    );
    // Encoding took a moment in which a person may have ended the session.
    if (this.#session !== session) return;
    const { revision, tally } = this.#options.store.recordCells(session.id, written);
    this.#snapshot = snapshotOf({ ...session, revision }, tally);
    for (const { cell } of changes) {
      if (isNucleated(cell)) this.#tell({ type: 'cell', cell: countedCell(cell) });
    }
    this.#tell({ type: 'snapshot', snapshot: this.#snapshot });
  }

  /** Ends the running session, if any, and starts one on a new slide. */
  start(request: StartSessionRequest): DifferentialSnapshot {
    if (this.#session.status === 'counting') this.end();
    this.#session = this.#options.store.startSession(request);
    this.#slide = this.#options.newSlide();
    this.#snapshot = snapshotOf(this.#session, this.#options.store.tally(this.#session.id));
    this.#tell({ type: 'snapshot', snapshot: this.#snapshot });
    return this.#snapshot;
  }

  /**
   * Ends the running session and puts its result in the outbox, both in one transaction. With an id, only if
   * that session is the running one: a late command must not end the next patient's count.
   */
  end(sessionId = this.#session.id): DifferentialSnapshot {
    if (this.#session.status === 'ended' || this.#session.id !== sessionId) {
      throw new HematovisionError('session-missing', `Session ${sessionId} is not running.`, {
        hint: 'It has ended already, or another one was started since.',
      });
    }
    const { store, composeResult } = this.#options;
    this.#session = store.endSession(this.#session.id, composeResult);
    this.#snapshot = snapshotOf(this.#session, store.tally(this.#session.id));
    this.#tell({ type: 'snapshot', snapshot: this.#snapshot });
    return this.#snapshot;
  }

  #tell(fact: ServerMessage): void {
    for (const listener of this.#listeners) listener(fact);
  }
}

function snapshotOf(session: SessionRecord, tally: Tally): DifferentialSnapshot {
  return differential({
    session: session.id,
    accession: session.accession,
    revision: session.revision,
    status: session.status,
    tally,
  });
}

function countedCell({ id, class: name, probability, xUm, yUm }: Cell): CountedCell {
  return { id, class: name, probability, xUm, yUm };
}

function isNucleated(cell: Cell): boolean {
  return cell.class !== 'platelet';
}
