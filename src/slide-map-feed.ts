import type { CountedCell, ServerMessage } from './core/wire/live.ts';
import type { SlideMapState } from './core/wire/slide-map.ts';
import { encodeTile } from './server/tile-picture.ts';
import { TILE_PIXELS } from './slide/mosaic.ts';
import type { SlideMap } from './slide/slide-map.ts';

/** Viewers hear of changes at most this often. */
const TELL_INTERVAL_MS = 500;

export interface SlideMapFeedOptions {
  /** The slide under the microscope now and the session that counts it. */
  readonly current: () => { readonly session: string; readonly map: SlideMap };
  /** Every counted cell of the running session but platelets. */
  readonly cells: () => readonly CountedCell[];
  readonly tell: (message: ServerMessage) => void;
}

interface Encoded {
  readonly revision: number;
  readonly webp: Promise<Uint8Array>;
}

/** Tells viewers what was seen of the slide, when it changes; they fetch the pictures of changed tiles. */
export class SlideMapFeed {
  readonly #options: SlideMapFeedOptions;
  readonly #timer: NodeJS.Timeout;
  #told: { readonly map: SlideMap; readonly joins: number; readonly state: SlideMapState } | null = null;
  #encoded = new WeakMap<object, Encoded>();

  constructor(options: SlideMapFeedOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tellChanges(), TELL_INTERVAL_MS);
  }

  /** The whole, for a viewer who just arrived; pictures follow by `tile`. */
  get greeting(): readonly ServerMessage[] {
    return [{ type: 'map', map: this.state }, this.#cells()];
  }

  /** Worked out at most once for each change. */
  get state(): SlideMapState {
    const { map, session } = this.#options.current();
    const told = this.#told;
    if (told?.map === map && told.state.session === session && told.state.revision === map.revision)
      return told.state;
    const state = map.state(session);
    this.#told = { map, joins: told?.map === map ? told.joins : 0, state };
    return state;
  }

  /** A tile of the mosaic as WebP, clear where nothing was seen; null where there is none. */
  async tile(column: number, row: number): Promise<Uint8Array | null> {
    const tile = this.#options.current().map.tile(column, row);
    if (tile === null) return null;
    const known = this.#encoded.get(tile);
    if (known?.revision === tile.revision) return known.webp;
    const webp = encodeTile(tile.pixels, TILE_PIXELS);
    this.#encoded.set(tile, { revision: tile.revision, webp });
    return webp;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tellChanges(): void {
    const before = this.#told;
    const { map } = this.#options.current();
    if (before?.map === map && before.state.revision === map.revision) return;
    const { state } = this;
    this.#options.tell({ type: 'map', map: state });
    if (before?.map !== map || before.joins === map.joins) return;
    // Stretches found their place: their cells moved with them.
    this.#told = { map, joins: map.joins, state };
    this.#options.tell(this.#cells());
  }

  #cells(): ServerMessage {
    return { type: 'map-cells', cells: this.#options.cells() };
  }
}
