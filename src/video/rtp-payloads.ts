/** With all headers, SRTP's tag and a relay's wrapping this stays below the usual 1 500 bytes, and most tunnels'. */
export const MOST_PAYLOAD_BYTES = 1180;

const FU_A = 28;

/** The payloads of a picture's RTP packets (RFC 6184, packetization mode 1): a NAL unit each, long ones in fragments. */
export function rtpPayloads(nals: readonly Buffer[]): readonly Buffer[] {
  return nals.flatMap((nal) => (nal.length <= MOST_PAYLOAD_BYTES ? [nal] : fragments(nal)));
}

function fragments(nal: Buffer): Buffer[] {
  const head = nal.readUInt8(0);
  const room = MOST_PAYLOAD_BYTES - 2;
  const parts: Buffer[] = [];
  for (let at = 1; at < nal.length; at += room) {
    const first = at === 1 ? 0x80 : 0;
    const last = at + room >= nal.length ? 0x40 : 0;
    const indicator = Buffer.from([(head & 0xe0) | FU_A, first | last | (head & 0x1f)]);
    parts.push(Buffer.concat([indicator, nal.subarray(at, at + room)]));
  }
  return parts;
}
