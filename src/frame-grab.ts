import { HematovisionError } from './core/errors.ts';
import type { Frame } from './core/types.ts';
import type { Picture } from './inference/picture.ts';

/** Takes several stalls of the camera in; then there is none to wait for. */
const PATIENCE_MS = 5000;

/** Copies of the camera's next picture for whoever asks for one; nothing is copied while nobody does. */
export class FrameGrab {
  #waiting: ((picture: Picture) => void)[] = [];

  /** Call it with every frame. */
  offer({ width, height, pixels }: Frame): void {
    if (this.#waiting.length === 0) return;
    const copy = new Uint8Array(new SharedArrayBuffer(pixels.length));
    copy.set(pixels);
    for (const take of this.#waiting.splice(0)) take({ width, height, pixels: copy });
  }

  /** The next picture. Throws `camera-stalled` when none comes. */
  next(): Promise<Picture> {
    return new Promise((resolve, reject) => {
      const take = (picture: Picture) => {
        clearTimeout(patience);
        resolve(picture);
      };
      const patience = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== take);
        reject(new HematovisionError('camera-stalled', `No picture came within ${PATIENCE_MS} ms`));
      }, PATIENCE_MS);
      this.#waiting.push(take);
    });
  }
}
