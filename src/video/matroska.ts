/** Size field of an element that has no end. */
const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex');

const ID = {
  header: '1a45dfa3',
  docType: '4282',
  docTypeVersion: '4287',
  docTypeReadVersion: '4285',
  segment: '18538067',
  info: '1549a966',
  timestampScale: '2ad7b1',
  tracks: '1654ae6b',
  track: 'ae',
  trackNumber: 'd7',
  trackUid: '73c5',
  trackType: '83',
  codec: '86',
  defaultDuration: '23e383',
  video: 'e0',
  pixelWidth: 'b0',
  pixelHeight: 'ba',
  cluster: '1f43b675',
  clusterTimestamp: 'e7',
  simpleBlock: 'a3',
} as const;

const NANOSECONDS_PER_TICK = 1_000_000;
const VIDEO = 1;
/** Track 1, no time beside the cluster's own, a key frame. */
const BLOCK_HEAD = Buffer.from([0x81, 0, 0, 0x80]);

/**
 * How a stream of JPEG pictures begins, in the one container for which ffmpeg takes each picture's own time from
 * a pipe. `fps` is what rate control reckons with.
 */
export function matroskaHead(picture: { width: number; height: number; fps: number }): Buffer {
  const { width, height, fps } = picture;
  return Buffer.concat([
    element(
      ID.header,
      element(ID.docType, ascii('matroska')),
      element(ID.docTypeVersion, uint(2)),
      element(ID.docTypeReadVersion, uint(2)),
    ),
    Buffer.from(ID.segment, 'hex'),
    UNKNOWN_SIZE,
    element(ID.info, element(ID.timestampScale, uint(NANOSECONDS_PER_TICK))),
    element(
      ID.tracks,
      element(
        ID.track,
        element(ID.trackNumber, uint(1)),
        element(ID.trackUid, uint(1)),
        element(ID.trackType, uint(VIDEO)),
        element(ID.codec, ascii('V_MJPEG')),
        element(ID.defaultDuration, uint(Math.round(1e9 / fps))),
        element(ID.video, element(ID.pixelWidth, uint(width)), element(ID.pixelHeight, uint(height))),
      ),
    ),
  ]);
}

/** One picture of such a stream; ticks are milliseconds and must rise. */
export function matroskaPicture(tick: number, jpeg: Uint8Array): Buffer {
  return element(
    ID.cluster,
    element(ID.clusterTimestamp, uint(tick)),
    element(ID.simpleBlock, BLOCK_HEAD, jpeg),
  );
}

function element(id: string, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(length) | (1n << 56n));
  return Buffer.concat([Buffer.from(id, 'hex'), size, ...content]);
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
