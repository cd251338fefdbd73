const BLOCK = 512;

/** A file for a tar. */
export interface TarEntry {
  /** At most 100 bytes, with / between folders. */
  readonly name: string;
  readonly content: Uint8Array | string;
}

/** The files as one POSIX ustar stream, made as it is read. */
export function tarStream(entries: Iterable<TarEntry>, at: Date): ReadableStream<Uint8Array> {
  const blocks = blocksOf(entries, at);
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const { value, done } = blocks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void blocks.return(),
  });
}

function* blocksOf(entries: Iterable<TarEntry>, at: Date): Generator<Uint8Array, void> {
  for (const { name, content } of entries) {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    yield Buffer.concat([header(name, bytes.length, at), bytes, padding]);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** POSIX 1003.1, pax Interchange Format: the ustar header block. */
function header(name: string, size: number, at: Date): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`${name} is too long for a tar`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8), 100);
  block.write(octal(size, 12) + octal(Math.floor(at.getTime() / 1000), 12), 124);
  // The sum of all bytes, its own field as spaces.
  block.write('        0', 148);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
