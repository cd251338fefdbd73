import { HematovisionError } from '../core/errors.ts';
import type { LiveHub } from './live-hub.ts';

/** Long enough for a camera that stalled to be opened again. */
const PATIENCE_MS = 10_000;

/** The next live picture, its boxes drawn in, as JPEG. Throws `camera-stalled` when none comes. */
export function nextPicture(hub: LiveHub): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      detach();
      reject(new HematovisionError('camera-stalled', `No picture came within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
    const detach = hub.attachPictures({
      offer: (jpeg) => {
        clearTimeout(patience);
        detach();
        resolve(jpeg);
      },
    });
  });
}
