/** HL7's minimal lower layer protocol: what stands before and after each message on the line. */
const START = 0x0b;
const END = Buffer.from([0x1c, 0x0d]);

export function mllpFrame(message: string): Buffer {
  return Buffer.concat([Buffer.from([START]), Buffer.from(message, 'utf8'), END]);
}

/** Puts messages together from the pieces in which they arrive. What stands between messages is left out. */
export class MllpReader {
  readonly #mostBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The messages that this piece completes. Throws when one grows too long. */
  read(piece: Buffer): readonly string[] {
    this.#rest = Buffer.concat([this.#rest, piece]);
    const messages: string[] = [];
    for (;;) {
      const start = this.#rest.indexOf(START);
      if (start < 0) {
        this.#rest = Buffer.alloc(0);
        return messages;
      }
      const end = this.#rest.indexOf(END, start);
      if (end < 0) {
        this.#rest = this.#rest.subarray(start);
        if (this.#rest.length > this.#mostBytes)
          throw new Error(`a message of more than ${this.#mostBytes} bytes`);
        return messages;
      }
      messages.push(this.#rest.subarray(start + 1, end).toString('utf8'));
      this.#rest = this.#rest.subarray(end + END.length);
    }
  }
}
