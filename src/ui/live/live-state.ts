import type { z } from 'zod';
import type { CellClass } from '../../core/cells.ts';
import type { CountedCell, FrameHeader, InstrumentState } from '../../core/wire/live.ts';
import type { differentialSnapshot } from '../../core/wire/session.ts';
import type { SlideMapState } from '../../core/wire/slide-map.ts';
import { type HintHold, INITIAL_HINT, nextHint } from './hint-hold.ts';
import type { Fact, LiveEvent } from './live-connection.ts';

export type Snapshot = z.infer<typeof differentialSnapshot>;

/** More than fit the widest screen; older ones belong to the review page. */
export const MAX_NEWEST_CELLS = 48;

/** All the page knows. Times are `performance.now()` of this page. */
export interface LiveState {
  readonly link: 'connecting' | 'open' | 'closed';
  readonly retryAtMs: number | null;
  /** When the link was lost or, before the first one, when the page began to look for it. */
  readonly linkSinceMs: number;
  readonly heardAtMs: number | null;
  readonly instrument: InstrumentState | null;
  readonly instrumentAtMs: number;
  readonly snapshot: Snapshot | null;
  readonly snapshotAtMs: number;
  /** True once a snapshot arrived over the present connection. */
  readonly snapshotFresh: boolean;
  readonly cells: readonly CountedCell[];
  readonly slideMap: SlideMapState | null;
  /** Every counted cell of the session but platelets, by id. */
  readonly mapCells: ReadonlyMap<string, CountedCell>;
  readonly frame: FrameHeader | null;
  readonly frameAtMs: number | null;
  /** How long that picture was on its way from the instrument. */
  readonly frameWayMs: number;
  readonly hint: HintHold;
  readonly malformed: { readonly count: number; readonly reason: string } | null;
}

export function initialLiveState(nowMs: number): LiveState {
  return {
    link: 'connecting',
    retryAtMs: null,
    linkSinceMs: nowMs,
    heardAtMs: null,
    instrument: null,
    instrumentAtMs: 0,
    snapshot: null,
    snapshotAtMs: 0,
    snapshotFresh: false,
    cells: [],
    slideMap: null,
    mapCells: new Map(),
    frame: null,
    frameAtMs: null,
    frameWayMs: 0,
    hint: INITIAL_HINT,
    malformed: null,
  };
}

/** What the page knows after `event`, which happened at `nowMs`. */
export function reduceLive(state: LiveState, event: LiveEvent, nowMs: number): LiveState {
  switch (event.type) {
    case 'connecting':
      return { ...state, link: state.link === 'closed' ? 'closed' : 'connecting', retryAtMs: null };
    case 'opened':
      return { ...state, link: 'open', retryAtMs: null, heardAtMs: nowMs, snapshotFresh: false };
    case 'closed':
      return {
        ...state,
        link: 'closed',
        retryAtMs: nowMs + event.retryInMs,
        linkSinceMs: state.link === 'open' ? nowMs : state.linkSinceMs,
        snapshotFresh: false,
      };
    case 'message':
      return reduceMessage({ ...state, heardAtMs: nowMs }, event.message, nowMs);
    case 'frame':
      return withFrame({ ...state, heardAtMs: nowMs }, event, nowMs);
    case 'skipped':
      return { ...state, heardAtMs: nowMs };
    case 'malformed':
      return {
        ...state,
        heardAtMs: nowMs,
        malformed: { count: (state.malformed?.count ?? 0) + 1, reason: event.reason },
      };
  }
}

/** What the newest picture shows, whichever way it came. */
export function withFrame(
  state: LiveState,
  { header, wayMs }: { readonly header: FrameHeader; readonly wayMs: number },
  nowMs: number,
): LiveState {
  return {
    ...state,
    frame: header,
    frameAtMs: nowMs,
    frameWayMs: wayMs,
    hint: nextHint(state.hint, header.quality.verdict, nowMs),
  };
}

function reduceMessage(state: LiveState, message: Fact, nowMs: number): LiveState {
  switch (message.type) {
    case 'state':
      return { ...state, instrument: message.state, instrumentAtMs: nowMs };
    case 'snapshot':
      return withSnapshot(state, message.snapshot, nowMs);
    case 'cell':
      return {
        ...state,
        cells: withCell(state, message.cell),
        mapCells: new Map(state.mapCells).set(message.cell.id, message.cell),
      };
    case 'map':
      return { ...state, slideMap: message.map };
    case 'map-cells':
      return { ...state, mapCells: new Map(message.cells.map((cell) => [cell.id, cell])) };
  }
}

/** Also for the answers of the HTTP API, which may overtake the socket or lag behind it. */
export function withSnapshot(state: LiveState, snapshot: Snapshot, nowMs: number): LiveState {
  const sameSession = state.snapshot?.session === snapshot.session;
  // Within one connection an older revision is an answer that was overtaken. After a reconnect the
  // instrument is right whatever it says: it may have been restored.
  if (state.snapshotFresh && sameSession && snapshot.revision < (state.snapshot?.revision ?? 0)) return state;
  return {
    ...state,
    snapshot,
    snapshotAtMs: nowMs,
    snapshotFresh: state.link === 'open',
    cells: sameSession ? state.cells : [],
    mapCells: sameSession ? state.mapCells : new Map(),
  };
}

/** What is known after a person named a cell. */
export function withNamed(state: LiveState, id: string, name: CellClass): LiveState {
  const known = state.mapCells.get(id) ?? state.cells.find((cell) => cell.id === id);
  if (!known) return state;
  const cell: CountedCell = { ...known, class: name, confirmed: true };
  return {
    ...state,
    cells: state.cells.map((other) => (other.id === id ? cell : other)),
    mapCells: new Map(state.mapCells).set(id, cell),
  };
}

/** Newest first. A cell that comes again was renamed, or is repeated after a reconnect: it keeps its place. */
function withCell({ cells, mapCells }: LiveState, cell: CountedCell): readonly CountedCell[] {
  const known = cells.findIndex((other) => other.id === cell.id);
  if (known >= 0) return cells.with(known, cell);
  // Counted long ago, and named anew: it is not among the newest.
  if (mapCells.has(cell.id)) return cells;
  return [cell, ...cells].slice(0, MAX_NEWEST_CELLS);
}
