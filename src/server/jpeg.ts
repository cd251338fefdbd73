// A CommonJS package whose exports Node cannot see by name.
import turbo from '@julusian/jpeg-turbo';

/** Packed RGB of width × height × 3 bytes; may lie in shared memory. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** More room than a picture of a camera takes is not kept. */
const MOST_SPARE_BYTES = 16 * 1024 * 1024;

/**
 * Where the next picture is encoded. A JPEG may become as large as its picture: made anew for each of 30 pictures a
 * second, that is 60 MB of garbage a second.
 */
let spare: Buffer | undefined;

/** Encodes off the main thread; the pixels must stay untouched until the promise settles. */
export async function encodeJpeg(picture: RgbPicture, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  const { pixels, width, height } = picture;
  const raw = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const shape = { width, height, subsampling: turbo.SAMP_420 };
  const room = takeRoom(turbo.bufferSize(shape));
  try {
    return Uint8Array.from(await turbo.compress(raw, room, { ...shape, format: turbo.FORMAT_RGB, quality }));
  } finally {
    if (room.length <= MOST_SPARE_BYTES && room.length > (spare?.length ?? 0)) spare = room;
  }
}

function takeRoom(bytes: number): Buffer {
  const room = spare;
  if (room === undefined || room.length < bytes) return Buffer.allocUnsafeSlow(bytes);
  spare = undefined;
  return room;
}
