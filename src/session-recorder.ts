import type { CellClass } from './core/cells.ts';
import { HematovisionError } from './core/errors.ts';
import type { LaboratoryRules } from './core/laboratory-rules.ts';
import type { SessionOrder } from './core/session-order.ts';
import type { Cell, DifferentialSnapshot, Field, Tally } from './core/types.ts';
import type { CountedCell, OverlayCell, ServerMessage } from './core/wire/live.ts';
import { cropFrame, cropJpeg, fieldPicture } from './crop.ts';
import type { CellChange } from './slide/count-book.ts';
import { differential } from './slide/differential.ts';
import type { Slide } from './slide/slide.ts';
import type { CountBasis, CropFrame, FieldPicture, SessionRecord } from './store/records.ts';
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
  /** Of the camera's pictures. */
  readonly micronsPerPixel: number;
  /** What a count rests on, when it ends. */
  readonly basis: (slide: Slide) => CountBasis;
  /** The laboratory's message for an ended session. */
  readonly composeResult: ComposeResult;
  /** The instrument is fit to count. */
  readonly mayCount?: boolean;
  /** Whether there is room for pictures; cells are counted without them too. */
  readonly keepsPictures?: () => boolean;
}

/** Hears every fact after it is on disk. */
export type FactListener = (fact: ServerMessage) => void;

/** The running session: the slide under the microscope, its record on disk and who hears of it. */
export class SessionRecorder {
  readonly #options: SessionRecorderOptions;
  #session: SessionRecord;
  #slide: Slide;
  #snapshot: DifferentialSnapshot;
  /** What people say of its cells. */
  #decided = new Map<string, CellClass>();
  /** Counted, but the disk did not take it yet. */
  #owed: readonly PicturedChange[] = [];
  readonly #listeners: FactListener[] = [];

  /** Goes on with the session a power cut interrupted; otherwise starts one. */
  constructor(options: SessionRecorderOptions) {
    this.#options = options;
    const { store } = options;
    this.#session = store.currentSession() ?? store.startSession({}, this.#origin);
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
    return cells.filter(isNucleated).map((cell) => this.#counted(cell));
  }

  /** What a viewer who just arrived needs to know: the differential, then the newest cells, oldest first. */
  get greeting(): readonly ServerMessage[] {
    return [{ type: 'snapshot', snapshot: this.#snapshot }, ...this.#newestCells.map(cellMessage)];
  }

  get #newestCells(): readonly CountedCell[] {
    const newest = this.#options.store.cells(this.#session.id, { limit: SEARCHED_CELLS, newest: true });
    return newest
      .filter(isNucleated)
      .slice(-NEWEST_CELLS)
      .map((cell) => this.#counted(cell));
  }

  /** What is drawn over a picture, with what people say of its cells. */
  withDecisions(overlay: readonly OverlayCell[]): readonly OverlayCell[] {
    if (this.#decided.size === 0) return overlay;
    return overlay.map((cell) => {
      const decided = cell.cellId === undefined ? undefined : this.#decided.get(cell.cellId);
      return decided === undefined ? cell : { ...cell, class: decided, confirmed: true };
    });
  }

  /** People decided on cells, or changed the order; tells of it when it is about the session under the microscope. */
  follow(sessionId: string, cellIds: readonly string[]): void {
    const session = this.#session.id === sessionId ? this.#options.store.session(sessionId) : null;
    if (session === null) return;
    for (const id of cellIds) {
      const decided = this.#options.store.cell(id)?.decided ?? null;
      if (decided === null) this.#decided.delete(id);
      else this.#decided.set(id, decided);
    }
    this.#adopt(session);
    const newest = this.#newestCells.filter(({ id }) => cellIds.includes(id));
    for (const cell of newest) this.#tell(cellMessage(cell));
    // A viewer takes a cell it does not know for a new one.
    if (newest.length < cellIds.length) this.#tell({ type: 'map-cells', cells: this.countedCells });
  }

  /**
   * Writes new and better known cells of a slide down, then tells. An ended session takes no more cells, and what
   * was seen on a slide that is no longer under the microscope belongs to no session.
   */
  async record(slide: Slide, field: Field, changes: readonly CellChange[]): Promise<void> {
    if (changes.length === 0) return;
    const hasRoom = this.#options.keepsPictures?.() ?? true;
    const written = await Promise.all(
      changes.map((change) => withPictures(field, hasRoom ? change : { ...change, betterCrop: false })),
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

  #recordCounted(newest: readonly PicturedChange[]): void {
    const changes = [...this.#owed, ...newest];
    if (changes.length === 0) return;
    const { store, memory } = this.#options;
    this.#owed = changes;
    const { revision, tally } = store.recordCells(
      this.#session.id,
      changes.map(({ cell, cropJpeg, crop, field, isNew }) => ({
        ...{ cell, crop, field },
        // A new cell without a crop was counted apart until now.
        cropJpeg: cropJpeg ?? (isNew ? memory.cropApart(cell.id) : null),
      })),
    );
    this.#owed = [];
    this.#session = { ...this.#session, revision };
    this.#snapshot = this.#judge(this.#session, tally);
    for (const { cell } of changes) {
      if (isNucleated(cell)) this.#tell(cellMessage(this.#counted(cell)));
    }
    this.#tell({ type: 'snapshot', snapshot: this.#snapshot });
  }

  /** Ends the running session, if any, and starts one on a new slide. */
  start(order: SessionOrder): DifferentialSnapshot {
    const { store } = this.#options;
    // Refused before the running count is ended for it.
    store.orders.forSession(order);
    if (!this.#ended) this.end();
    this.#session = store.startSession(order, this.#origin);
    this.#slide = this.#layOut();
    return this.#adopt(this.#session);
  }

  /** Looks for no more cells until `resume`, also after a restart; a new session begins unpaused. */
  pause(): void {
    this.#mustRun(this.#session.id);
    this.#options.store.setPaused(this.#session.id, true);
    this.#slide.isPaused = true;
  }

  resume(): void {
    this.#mustRun(this.#session.id);
    if (this.#options.mayCount === false)
      throw new HematovisionError('self-test-failed', 'The instrument is not fit to count');
    this.#options.store.setPaused(this.#session.id, false);
    this.#slide.isPaused = false;
  }

  /**
   * Ends the running session and puts its result in the outbox, both in one transaction. With an id, only if
   * that session is the running one: a late command must not end the next patient's count.
   */
  end(sessionId = this.#session.id): DifferentialSnapshot {
    this.#mustRun(sessionId);
    const { store, composeResult, basis } = this.#options;
    this.#recordCounted([]);
    return this.#adopt(store.endSession(this.#session.id, composeResult, basis(this.#slide)));
  }

  /** The slide of the session, with what was known of it when the program ended, if it did. */
  #layOut(): Slide {
    const { store, memory, newSlide } = this.#options;
    const slide = newSlide();
    slide.isPaused = this.#options.mayCount === false || store.isPaused(this.#session.id);
    const map = memory.begin(this.#session.id);
    // With pictures of another size the map begins anew.
    if (!slide.restore(map)) memory.forgetMap();
    const counted = store.cells(this.#session.id, { limit: Number.MAX_SAFE_INTEGER });
    slide.putBack([...counted, ...memory.cellsApart()]);
    this.#decided = new Map(counted.flatMap(({ id, decided }) => (decided === null ? [] : [[id, decided]])));
    return slide;
  }

  #counted({ id, class: name, probability, xUm, yUm }: Cell): CountedCell {
    const decided = this.#decided.get(id);
    const counted = { id, class: decided ?? name, probability, xUm, yUm };
    return decided === undefined ? counted : { ...counted, confirmed: true };
  }

  get #origin() {
    return { kind: 'scan', micronsPerPixel: this.#options.micronsPerPixel } as const;
  }

  #mustRun(sessionId: string): void {
    if (!this.#ended && this.#session.id === sessionId) return;
    throw new HematovisionError('session-missing', `Session ${sessionId} is not running.`, {
      hint: 'It has ended already, or another one was started since.',
    });
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
    const { rules, store } = this.#options;
    const snapshot = differential({ ...session, session: session.id, tally, rules });
    return store.orders.warnsOf(session.accession) ? { ...snapshot, unordered: true } : snapshot;
  }

  #tell(fact: ServerMessage): void {
    for (const listener of this.#listeners) listener(fact);
  }
}

/** A change with the pictures of its cell; null where the ones before are as good. */
interface PicturedChange extends CellChange {
  readonly cropJpeg: Uint8Array | null;
  readonly crop: CropFrame;
  readonly field: FieldPicture | null;
}

async function withPictures({ frame, micronsPerPixel }: Field, change: CellChange): Promise<PicturedChange> {
  const { box } = change.cell;
  const crop = cropFrame(frame, box, micronsPerPixel);
  if (!change.betterCrop) return { ...change, crop, cropJpeg: null, field: null };
  // Nobody reviews platelets one by one.
  const field = isNucleated(change.cell) ? fieldPicture(frame, box, micronsPerPixel) : null;
  return { ...change, crop, cropJpeg: await cropJpeg(frame, box), field: await field };
}

function cellMessage(cell: CountedCell): ServerMessage {
  return { type: 'cell', cell };
}

function isNucleated(cell: Cell): boolean {
  return cell.class !== 'platelet';
}
