/** One H.264 picture as it left the encoder. */
export interface EncodedPicture {
  /** The time it was given, in milliseconds. */
  readonly tick: number;
  readonly isKey: boolean;
  /** NAL units without start codes; those of a key frame begin with the parameter sets. */
  readonly nals: readonly Buffer[];
}

/** "FLV", version, flags, offset, and the length of no tag before. */
const HEAD_BYTES = 13;
const TAG_HEAD_BYTES = 11;
const TAG_END_BYTES = 4;
const VIDEO_TAG = 9;
const KEY_FRAME = 1;
const AVC_CONFIGURATION = 0;
const AVC_PICTURE = 1;
/** Before the NAL units: frame type, packet type, composition time. */
const AVC_HEAD_BYTES = 5;
const NAL_SLICE = 1;
const NAL_KEY_SLICE = 5;

/**
 * Cuts ffmpeg's FLV into pictures. FLV tells the length and the time of each, so a picture is complete with its
 * last byte; a bare H.264 stream would tell only when the next one begins.
 */
export class FlvReader {
  #rest: Buffer = Buffer.alloc(0);
  #headSeen = false;
  #parameterSets: readonly Buffer[] = [];

  /** Takes bytes however they are chunked; returns the pictures they completed. */
  push(chunk: Buffer): readonly EncodedPicture[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#headSeen) {
      if (this.#rest.length < HEAD_BYTES) return [];
      this.#rest = this.#rest.subarray(HEAD_BYTES);
      this.#headSeen = true;
    }
    const pictures: EncodedPicture[] = [];
    while (this.#rest.length >= TAG_HEAD_BYTES) {
      const size = this.#rest.readUIntBE(1, 3);
      const whole = TAG_HEAD_BYTES + size + TAG_END_BYTES;
      if (this.#rest.length < whole) break;
      const picture = this.#read(this.#rest.subarray(0, TAG_HEAD_BYTES + size));
      if (picture) pictures.push(picture);
      this.#rest = this.#rest.subarray(whole);
    }
    return pictures;
  }

  #read(tag: Buffer): EncodedPicture | null {
    const body = tag.subarray(TAG_HEAD_BYTES);
    if (tag[0] !== VIDEO_TAG || body.length < AVC_HEAD_BYTES) return null;
    if (body[1] === AVC_CONFIGURATION) this.#parameterSets = parameterSets(body.subarray(AVC_HEAD_BYTES));
    if (body[1] !== AVC_PICTURE) return null;
    const isKey = body.readUInt8(0) >> 4 === KEY_FRAME;
    const slices = nalUnits(body.subarray(AVC_HEAD_BYTES)).filter(isSlice);
    const tick = tag.readUIntBE(4, 3) + tag.readUInt8(7) * 0x1000000;
    return { tick, isKey, nals: isKey ? [...this.#parameterSets, ...slices] : slices };
  }
}

/** Parameter sets come from the configuration, and the rest (delimiters, supplements) no viewer needs. */
function isSlice(nal: Buffer): boolean {
  const type = nal.readUInt8(0) & 0x1f;
  return type >= NAL_SLICE && type <= NAL_KEY_SLICE;
}

/** NAL units behind a length of four bytes each. */
function nalUnits(bytes: Buffer): Buffer[] {
  const nals: Buffer[] = [];
  for (let at = 0; at + 4 < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    nals.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return nals;
}

/** Sequence and picture parameter sets of an AVCDecoderConfigurationRecord. */
function parameterSets(record: Buffer): Buffer[] {
  const sets: Buffer[] = [];
  let at = 5;
  for (const countMask of [0x1f, 0xff]) {
    const count = record.readUInt8(at++) & countMask;
    for (let i = 0; i < count; i++) {
      const length = record.readUInt16BE(at);
      sets.push(record.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return sets;
}
