import { msg } from '@lit/localize';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MOST_PICTURE_BYTES, type PictureSubject } from '../../core/wire/upload.ts';
import { changed, nextToRead, type PictureItem, type PictureList } from './picture-list.ts';
import { readPicture } from './upload-api.ts';

/** The pictures of the page; they are read one after the other while the page is open. */
export class UploadController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #baseUrl: () => string;
  #list: PictureList = [];
  #shown: number | null = null;
  #lastKey = 0;
  #reading = false;
  #left = new AbortController();

  constructor(host: ReactiveControllerHost, baseUrl: () => string) {
    this.#host = host;
    this.#baseUrl = baseUrl;
    host.addController(this);
  }

  hostConnected(): void {
    this.#left = new AbortController();
    void this.#readOn();
  }

  hostDisconnected(): void {
    this.#left.abort();
  }

  get list(): PictureList {
    return this.#list;
  }

  /** The picture that is shown large. */
  get shown(): PictureItem | null {
    return this.#list.find(({ key }) => key === this.#shown) ?? null;
  }

  show(key: number): void {
    this.#shown = key;
    this.#host.requestUpdate();
  }

  add(files: readonly File[]): void {
    const added = files.map((file) => this.#itemOf(file));
    this.#list = [...this.#list, ...added];
    this.#shown ??= added[0]?.key ?? null;
    this.#host.requestUpdate();
    void this.#readOn();
  }

  /** Has the picture read again, as what the person says it was taken of. */
  readAs(key: number, subject: PictureSubject): void {
    this.#change(key, { subject, state: 'waiting', problem: null });
    void this.#readOn();
  }

  /** Has a picture read again that the instrument has forgotten, or that it could not be asked about. */
  readAgain(key: number): void {
    this.#change(key, { state: 'waiting', problem: null });
    void this.#readOn();
  }

  remove(key: number): void {
    const at = this.#list.findIndex((item) => item.key === key);
    this.#list = this.#list.filter((item) => item.key !== key);
    if (this.#shown === key) this.#shown = (this.#list[at] ?? this.#list[at - 1])?.key ?? null;
    this.#host.requestUpdate();
  }

  clear(): void {
    this.#list = [];
    this.#shown = null;
    this.#host.requestUpdate();
  }

  #itemOf(file: File): PictureItem {
    this.#lastKey += 1;
    const blank = { key: this.#lastKey, name: file.name, file, subject: null, reading: null };
    if (file.size <= MOST_PICTURE_BYTES) return { ...blank, state: 'waiting', problem: null };
    const problem = {
      code: 'picture-too-large',
      message: msg('This file has more than 25 MB.'),
      hint: msg('Save it as JPEG, or crop it first.'),
    };
    return { ...blank, state: 'refused', problem };
  }

  async #readOn(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const { signal } = this.#left;
    for (let item = this.#next(); item && !signal.aborted; item = this.#next())
      await this.#read(item, signal);
    this.#reading = false;
    // Somebody came back to the page while the last answer was under way.
    if (this.#left.signal !== signal && this.#next()) void this.#readOn();
  }

  #next(): PictureItem | null {
    return nextToRead(this.#list, this.#shown);
  }

  async #read({ key, file, subject }: PictureItem, signal: AbortSignal): Promise<void> {
    this.#change(key, { state: 'reading' });
    const answer = await readPicture(file, { subject, baseUrl: this.#baseUrl(), signal });
    if (signal.aborted) this.#change(key, { state: 'waiting' });
    else if (answer.ok) this.#change(key, { state: 'read', reading: answer.value, problem: null });
    else this.#change(key, { state: 'refused', problem: answer.problem });
  }

  #change(key: number, change: Partial<PictureItem>): void {
    this.#list = changed(this.#list, key, change);
    this.#host.requestUpdate();
  }
}
