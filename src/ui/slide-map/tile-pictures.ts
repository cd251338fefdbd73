import type { SlideMapState } from '../../core/wire/slide-map.ts';

interface TilePicture {
  revision: number;
  bitmap: ImageBitmap | null;
}

/** The pictures of the map's tiles, fetched when they changed; the old one is shown until the new one is here. */
export class TilePictures {
  readonly #onChange: () => void;
  #session = '';
  #pictures = new Map<string, TilePicture>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  at(column: number, row: number): ImageBitmap | null {
    return this.#pictures.get(`${column}/${row}`)?.bitmap ?? null;
  }

  /** Fetches what `map` has and is not here yet. A tile that cannot be had is asked for again when it changes. */
  update(map: SlideMapState, baseUrl: string): void {
    if (map.session !== this.#session) {
      this.clear();
      this.#session = map.session;
    }
    for (const { column, row, revision } of map.tiles) {
      const key = `${column}/${row}`;
      const known = this.#pictures.get(key);
      if (known?.revision === revision) continue;
      const picture = known ?? { revision, bitmap: null };
      picture.revision = revision;
      this.#pictures.set(key, picture);
      const url = new URL(`api/slide-map/${key}/tile.webp`, baseUrl);
      url.search = new URLSearchParams({ session: map.session, revision: String(revision) }).toString();
      void this.#fetch(url, picture, revision);
    }
  }

  clear(): void {
    for (const { bitmap } of this.#pictures.values()) bitmap?.close();
    this.#pictures = new Map();
  }

  async #fetch(url: URL, picture: TilePicture, revision: number): Promise<void> {
    try {
      const response = await fetch(url);
      if (!response.ok) return;
      const bitmap = await createImageBitmap(await response.blob());
      if (picture.revision !== revision) return bitmap.close();
      picture.bitmap?.close();
      picture.bitmap = bitmap;
      this.#onChange();
    } catch {
      // The connection's state is shown elsewhere; the map keeps what it has.
    }
  }
}
