/** Offsets of the fields of a BMP file (BITMAPFILEHEADER and BITMAPINFOHEADER). */
const AT = {
  pixels: 10,
  headerBytes: 14,
  width: 18,
  height: 22,
  bits: 28,
  compression: 30,
  colours: 46,
  masks: 54,
} as const;
const FILE_HEADER_BYTES = 14;
const PLAIN = 0;
const BITFIELDS = 3;

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 24 | 32;
  /** Rows go from the top down; most files go up. */
  readonly topDown: boolean;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Blue, green, red, reserved, for 8 bits. */
  readonly palette: Uint8Array;
}

/**
 * Reads the header of a BMP file: 8 bits with a palette, 24 or 32 bits, not compressed, which is what microscope
 * cameras and Windows programs write. Throws an Error with the reason for everything else.
 */
export function readBmpHeader(content: Uint8Array): BmpHeader {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length < FILE_HEADER_BYTES + 40) throw new Error('it is cut off inside its header');
  const headerBytes = view.getUint32(AT.headerBytes, true);
  if (headerBytes < 40) throw new Error('it is a BMP of OS/2, which is not read');
  const [width, signedHeight] = [view.getInt32(AT.width, true), view.getInt32(AT.height, true)];
  const bits = view.getUint16(AT.bits, true);
  const compression = view.getUint32(AT.compression, true);
  if (width <= 0 || signedHeight === 0) throw new Error('its size makes no sense');
  if (bits !== 8 && bits !== 24 && bits !== 32)
    throw new Error(`it has ${bits} bits a pixel, which is not read`);
  const isPlain = compression === PLAIN || (compression === BITFIELDS && bits === 32 && hasUsualMasks(view));
  if (!isPlain) throw new Error('it is a compressed BMP, which is not read');
  const [height, offset] = [Math.abs(signedHeight), view.getUint32(AT.pixels, true)];
  // Before anybody makes room for pixels that are not there.
  if (offset + bytesOfRow(width, bits) * (height - 1) + (width * bits) / 8 > content.length)
    throw new Error('it is cut off');
  const coloursAt = FILE_HEADER_BYTES + headerBytes;
  const colours = bits === 8 ? view.getUint32(AT.colours, true) || 256 : 0;
  if (colours > 256) throw new Error('its palette makes no sense');
  return {
    width,
    height,
    bits,
    topDown: signedHeight < 0,
    offset,
    palette: content.subarray(coloursAt, coloursAt + 4 * colours),
  };
}

/** Packed RGB of a BMP file; `into` takes width × height × 3 bytes. */
export function decodeBmp(content: Uint8Array, header: BmpHeader, into: Uint8Array): void {
  const { width, height, bits, topDown, offset, palette } = header;
  const step = bits / 8;
  const rowBytes = bytesOfRow(width, bits);
  for (let row = 0, to = 0; row < height; row += 1) {
    let from = offset + rowBytes * (topDown ? row : height - 1 - row);
    for (let column = 0; column < width; column += 1, from += step, to += 3) {
      const [colour, at] = bits === 8 ? [palette, 4 * (content[from] as number)] : [content, from];
      into[to] = colour[at + 2] ?? 0;
      into[to + 1] = colour[at + 1] ?? 0;
      into[to + 2] = colour[at] ?? 0;
    }
  }
}

/** Every row is filled up to a multiple of four bytes. */
function bytesOfRow(width: number, bits: number): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/** Blue, green and red in the bytes where files without masks have them. */
function hasUsualMasks(view: DataView): boolean {
  if (view.byteLength < AT.masks + 12) return false;
  const masks = [0, 4, 8].map((at) => view.getUint32(AT.masks + at, true));
  return masks[0] === 0xff0000 && masks[1] === 0xff00 && masks[2] === 0xff;
}
