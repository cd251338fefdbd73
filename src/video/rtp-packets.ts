import { RtpHeader, RtpPacket } from 'werift';
import type { VideoFrame } from './rung.ts';

/** The RTP packets of a frame, numbered on from `first`; werift fills in source and payload type as agreed. */
export function rtpPackets({ payloads, rtpTimestamp: timestamp }: VideoFrame, first: number): RtpPacket[] {
  return payloads.map((payload, index) => {
    const marker = index === payloads.length - 1;
    const sequenceNumber = (first + index) & 0xffff;
    return new RtpPacket(new RtpHeader({ timestamp, sequenceNumber, marker }), payload);
  });
}
