import type { ComposeCount } from '../compose-result.ts';
import { type Principal, permissionsOf } from '../core/access.ts';
import { currentActor } from '../core/acting-as.ts';
import { HematovisionError } from '../core/errors.ts';
import type { OrderChange } from '../core/session-order.ts';
import type { DifferentialSnapshot } from '../core/types.ts';
import type {
  Agreement,
  CellDetail,
  Decided,
  DecideRequest,
  ReportHead,
  ReviewCell,
  SessionDetail,
} from '../core/wire/review.ts';
import type { Reviews, View } from '../server/review-routes.ts';
import type { CellRecord, SessionRecord } from '../store/records.ts';
import type { CellLooks } from './cell-looks.ts';
import {
  agreementOf,
  blindedCell,
  cropUmOf,
  isBlinded,
  openCell,
  readCell,
  readSession,
  type SessionReading,
  secondTally,
} from './reading.ts';
import { judge, type ReviewParts } from './review-parts.ts';
import type { SessionEvents } from './session-events.ts';
import { detailOf, judgedFor } from './session-history.ts';
import { refuseOpenPoints, verifiedBy } from './signing.ts';

export interface ReviewDeskOptions extends ReviewParts {
  readonly events: SessionEvents;
  readonly compose: ComposeCount;
  /** Null where no models are at hand: cells are shown without the reasons for their names. */
  readonly looks: CellLooks | null;
  /** Hears of decided cells and of a changed order: the session under the microscope must follow. */
  readonly follow: (session: string, cells: readonly string[]) => void;
  /** Messages to the laboratory were put in line. */
  readonly queued: () => void;
}

/** Where people read, agree on and sign what was counted. */
export class ReviewDesk implements Reviews {
  readonly #options: ReviewDeskOptions;

  constructor(options: ReviewDeskOptions) {
    this.#options = options;
  }

  detail(id: string): SessionDetail | null {
    const session = this.#options.store.session(id);
    return session && detailOf(this.#options, session);
  }

  cells(
    id: string,
    { reading: view, platelets }: { reading: View; platelets: boolean },
  ): ReviewCell[] | null {
    const { store } = this.#options;
    const session = store.session(id);
    if (!session) return null;
    const reading = readSession(this.#options, session);
    const notes = Map.groupBy(this.#notes(id), ({ cell }) => cell);
    const { shown, blinded, micronsPerPixel } = this.#view(session, view);
    // What a first reader calls a platelet must not be missing from the cells of the second.
    const isPlatelet = (cell: CellRecord) => ((!blinded && cell.decided) || cell.class) === 'platelet';
    return reading.cells
      .filter((cell) => platelets || !isPlatelet(cell))
      .map((cell) => ({
        ...shown(reading, cell),
        cropUm: cropUmOf(cell, micronsPerPixel),
        notes: notes.get(cell.id)?.length ?? 0,
      }));
  }

  decide(id: string, request: DecideRequest): Decided {
    const { store, events, follow } = this.#options;
    const { decisions } = store.readings.decide(id, request);
    const session = store.session(id) as SessionRecord;
    if (request.reading === 'second')
      return {
        decisions,
        snapshot: judge(this.#options, session, secondTally(readSession(this.#options, session))),
      };
    follow(
      id,
      decisions.map(({ cell }) => cell),
    );
    events.tell(id, { name: 'decided', data: { decisions } });
    return { decisions, snapshot: judgedFor(this.#options, session) };
  }

  async cell(id: string, view: View): Promise<CellDetail | null> {
    const { store } = this.#options;
    const cell = store.cell(id);
    const session = cell && store.session(cell.session);
    if (!cell || !session) return null;
    const { shown, micronsPerPixel, blinded } = this.#view(session, view);
    const field = store.field(id);
    const history = store.readings.decisions.ofCell(id);
    const common = {
      ...shown(readCell(this.#options, session, cell), cell),
      cropUm: cropUmOf(cell, micronsPerPixel),
      notes: this.#notes(session.id).filter((note) => note.cell === id).length,
      session: session.id,
      field: field && {
        width: field.width,
        height: field.height,
        box: field.box,
        micronsPerPixel: field.micronsPerPixel,
      },
    };
    if (blinded) {
      const own = history.filter(({ reading }) => reading === 'second');
      return { ...common, probabilities: null, attributes: [], activation: null, history: own, alike: [] };
    }
    return { ...common, probabilities: cell.probabilities, history, ...(await this.#reasons(cell)) };
  }

  fieldJpeg(id: string): Uint8Array | null {
    return this.#options.store.field(id)?.jpeg ?? null;
  }

  changeOrder(id: string, change: OrderChange): DifferentialSnapshot {
    this.#options.store.changeOrder(id, change);
    this.#options.follow(id, []);
    return this.#changed(id).snapshot;
  }

  isBlinded(id: string, actor: string): boolean {
    return isBlinded(this.#options, id, actor);
  }

  openSecondReading(id: string): SessionDetail {
    this.#options.store.readings.openSecond(id);
    return this.#changed(id);
  }

  closeSecondReading(id: string, closer: Principal | null): SessionDetail {
    const { readings } = this.#options.store;
    const maySign = closer !== null && permissionsOf(closer).includes('sign');
    if (!maySign && readings.secondReadings.get(id)?.by !== currentActor())
      throw new HematovisionError(
        'reading-refused',
        'Only its reader, or whoever may sign, ends a second reading',
      );
    readings.closeSecond(id);
    return this.#changed(id);
  }

  agreement(id: string): Agreement | null {
    const session = this.#options.store.session(id);
    const isClosed = this.#options.store.readings.secondReadings.get(id)?.closedAt ?? null;
    return session && isClosed !== null ? agreementOf(this.#options, session) : null;
  }

  sign(id: string, { revision, comment }: { revision: number; comment: string }): ReportHead {
    const { store, compose, events, looks, queued } = this.#options;
    const { result, session, lastDecision, ...report } = store.review.sign(id, revision, (facts) => {
      const reading = readSession(this.#options, facts.session);
      refuseOpenPoints(this.#options, reading);
      return compose({ ...facts, verified: verifiedBy(this.#options, reading, { ...facts, comment }) });
    });
    queued();
    events.tell(id, { name: 'signed', data: report });
    this.#changed(id);
    // What a later review compares with; nothing waits for it, and it can be made again.
    looks?.remember(id).catch(() => undefined);
    return report;
  }

  amend(id: string, { reason }: { reason: string }): SessionDetail {
    this.#options.store.review.amend(id, reason);
    return this.#changed(id);
  }

  /** Why the classifier names a cell so, and which signed cells look like it. */
  async #reasons(cell: CellRecord): Promise<Pick<CellDetail, 'attributes' | 'activation' | 'alike'>> {
    const { looks } = this.#options;
    const look = await looks?.look(cell);
    if (!looks || !look) return { attributes: [], activation: null, alike: [] };
    const { classification, activation, over } = look;
    const rows = activation.values.map((row) => [...row]);
    return {
      attributes: classification.attributes,
      activation: { of: activation.class, rows, over },
      alike: looks.alike(cell, look),
    };
  }

  #changed(id: string): SessionDetail {
    const session = this.#options.store.session(id) as SessionRecord;
    this.#options.events.tell(id, { name: 'revision', data: { revision: session.revision } });
    return detailOf(this.#options, session);
  }

  /** How whoever asks sees cells: a second reader blinded, whatever was asked for. */
  #view(session: SessionRecord, view: View) {
    const blinded = view === 'second' || isBlinded(this.#options, session.id);
    const shown: (reading: SessionReading, cell: CellRecord) => ReturnType<typeof openCell> = blinded
      ? blindedCell
      : openCell;
    return { blinded, shown, micronsPerPixel: session.micronsPerPixel ?? this.#options.micronsPerPixel };
  }

  #notes(id: string) {
    return this.#options.store.review.notes.ofSession(id);
  }
}
