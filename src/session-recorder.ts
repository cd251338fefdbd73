import { HematovisionError } from './core/errors.ts';
import type { LaboratoryRules } from './core/laboratory-rules.ts';
import type { OrderChange, SessionOrder } from './core/session-order.ts';
import type { Cell, DifferentialSnapshot, Field, Tally } from './core/types.ts';
import type { CountedCell, ServerMessage } from './core/wire/live.ts';
import { cropJpeg } from './crop.ts';
import type { CellChange } from './slide/count-book.ts';
import { differential } from './slide/differential.ts';
import type { Slide } from './slide/slide.ts';
import type { SessionRecord } from './store/records.ts';
import type { SlideMemory } from './store/slide-memory.ts';
import type { ComposeResult, Store } from './store/store.ts';

const NEWEST_CELLS = 12;
/** Platelets outnumber white cells; so many of the newest are looked through for `NEWEST_CELLS` others. */
const SEARCHED_CELLS = 100;
/** More than any count needs, platelets among them. */
const MAPPED_CELLS = 20_000;

export interface SessionRecorderOptions {
  readonly store: Store;
  /** Where the map of the slide survives a restart. */
  readonly memory: SlideMemory;
  readonly newSlide: () => Slide;
  /** By which a count is judged. */
  readonly rules: LaboratoryRules;
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
    const { store } = options;
    this.#session = store.currentSession() ?? store.startSession();
    this.#slide = this.#layOut();
    this.#snapshot = this.#judge(this.#session, store.tally(this.#session.id));
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

  /** Every counted cell of the session but platelets, for the map of the slide. */
  get countedCells(): readonly CountedCell[] {
    const cells = this.#options.store.cells(this.#session.id, { limit: MAPPED_CELLS, newest: true });
    return cells.filter(isNucleated).map(countedCell);
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

  /**
   * Writes new and better known cells of a slide down, then tells. An ended session takes no more cells, and what
   * was seen on a slide that is no longer under the microscope belongs to no session.
   */
  async record(slide: Slide, field: Field, changes: readonly CellChange[]): Promise<void> {
    if (changes.length === 0) return;
    const written = await Promise.all(
      changes.map(async (change) => ({
        ...change,
        cropJpeg: change.betterCrop ? await cropJpeg(field.frame, change.cell.box) : null,
      })),
    );
    // Encoding took a moment in which a person may have ended the session or started another.
    if (this.#slide !== slide || this.#ended) return;
    this.#recordCounted(written.filter(({ standing }) => standing === 'counted'));
    // After the facts, which must not be lost when this fails.
    this.#options.memory.add(slide.mapAfter(this.#options.memory.kept));
    for (const { cell, standing, cropJpeg } of written) {
      if (standing === 'provisional') this.#options.memory.putApart(cell, cropJpeg);
      else this.#options.memory.forgetApart(cell.id);
    }
  }

  #recordCounted(changes: readonly (CellChange & { readonly cropJpeg: Uint8Array | null })[]): void {
    if (changes.length === 0) return;
    const { store, memory } = this.#options;
    const { revision, tally } = store.recordCells(
      this.#session.id,
      changes.map(({ cell, cropJpeg, isNew }) => ({
        cell,
        // A new cell without a crop was counted apart until now.
        cropJpeg: cropJpeg ?? (isNew ? memory.cropApart(cell.id) : null),
      })),
    );
    this.#session = { ...this.#session, revision };
    this.#snapshot = this.#judge(this.#session, tally);
    for (const { cell } of changes) {
      if (isNucleated(cell)) this.#tell({ type: 'cell', cell: countedCell(cell) });
    }
    this.#tell({ type: 'snapshot', snapshot: this.#snapshot });
  }

  /** Ends the running session, if any, and starts one on a new slide. */
  start(order: SessionOrder): DifferentialSnapshot {
    if (!this.#ended) this.end();
    this.#session = this.#options.store.startSession(order);
    this.#slide = this.#layOut();
    return this.#adopt(this.#session);
  }

  /** Takes in what became known of the specimen since its count began. */
  changeOrder(change: OrderChange): DifferentialSnapshot {
    return this.#adopt(this.#options.store.changeOrder(this.#session.id, change));
  }

  /**
   * Ends the running session and puts its result in the outbox, both in one transaction. With an id, only if
   * that session is the running one: a late command must not end the next patient's count.
   */
  end(sessionId = this.#session.id): DifferentialSnapshot {
    if (this.#ended || this.#session.id !== sessionId) {
      throw new HematovisionError('session-missing', `Session ${sessionId} is not running.`, {
        hint: 'It has ended already, or another one was started since.',
      });
    }
    const { store, composeResult } = this.#options;
    return this.#adopt(store.endSession(this.#session.id, composeResult));
  }

  /** The slide of the session, with what was known of it when the program ended, if it did. */
  #layOut(): Slide {
    const { store, memory, newSlide } = this.#options;
    const slide = newSlide();
    const map = memory.begin(this.#session.id);
    // With pictures of another size the map begins anew.
    if (!slide.restore(map)) memory.forgetMap();
    const counted = store.cells(this.#session.id, { limit: Number.MAX_SAFE_INTEGER });
    slide.putBack([...counted, ...memory.cellsApart()]);
    return slide;
  }

  get #ended(): boolean {
    return this.#session.status === 'ended';
  }

  #adopt(session: SessionRecord): DifferentialSnapshot {
    this.#session = session;
    this.#snapshot = this.#judge(session, this.#options.store.tally(session.id));
    this.#tell({ type: 'snapshot', snapshot: this.#snapshot });
    return this.#snapshot;
  }

  #judge(session: SessionRecord, tally: Tally): DifferentialSnapshot {
    return differential({ ...session, session: session.id, tally, rules: this.#options.rules });
  }

  #tell(fact: ServerMessage): void {
    for (const listener of this.#listeners) listener(fact);
  }
}

function countedCell({ id, class: name, probability, xUm, yUm }: Cell): CountedCell {
  return { id, class: name, probability, xUm, yUm };
}

function isNucleated(cell: Cell): boolean {
  return cell.class !== 'platelet';
}
