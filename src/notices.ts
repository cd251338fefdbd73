import { NOTICE_CODES, type Notice } from './core/wire/live.ts';

/** The banners that stand at the moment: one of a code, put up and taken down by whoever watches over it. */
export class Notices {
  readonly #standing = new Map<Notice['code'], Notice>();

  /** Worst first. */
  get all(): readonly Notice[] {
    return NOTICE_CODES.flatMap((code) => this.#standing.get(code) ?? []);
  }

  has(code: Notice['code']): boolean {
    return this.#standing.has(code);
  }

  putUp(notice: Notice): void {
    this.#standing.set(notice.code, notice);
  }

  takeDown(code: Notice['code']): void {
    this.#standing.delete(code);
  }
}
