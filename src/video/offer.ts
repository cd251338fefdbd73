import { type MediaDescription, type RTCRtpCodecParameters, SessionDescription } from 'werift';
import { HematovisionError, messageOf } from '../core/errors.ts';

/** profile_idc 66, and the flag that makes baseline constrained baseline. */
const BASELINE = 0x42;
const CONSTRAINED = 0x40;

/**
 * A player's offer as the peer connection can take it: of its video the one codec we send, and no candidate under a
 * name of its own network (mDNS). Such a player is answered where it knocks from. Throws `offer-unreadable` and
 * `offer-refused`.
 */
export function readOffer(sdp: string): SessionDescription {
  const offer = parse(sdp);
  if (offer.media.length === 0 || offer.media.some(({ iceParams, dtlsParams }) => !iceParams || !dtlsParams))
    throw new HematovisionError('offer-unreadable', 'This is no offer of a WebRTC player');
  const wanted = offer.media.filter(wantsVideo);
  const [video] = wanted;
  const codec = video && sendableCodec(video);
  if (!video || !codec)
    throw new HematovisionError('offer-refused', 'The offer has no H.264 video to be received');
  if (wanted.length > 1) throw new HematovisionError('offer-refused', 'The offer wants more than one video');
  video.rtp.codecs = [codec];
  for (const media of offer.media) {
    media.iceCandidates = media.iceCandidates.filter(({ ip }) => !isLocalName(ip));
    // Whoever hides its addresses has told all of them and yet none: it is found when it knocks.
    media.iceCandidatesComplete = false;
  }
  return offer;
}

/** A name that only the player's own network could resolve, and rarely does. */
export function isLocalName(host: string): boolean {
  return host.toLowerCase().endsWith('.local');
}

function parse(sdp: string): SessionDescription {
  try {
    const offer = SessionDescription.parse(sdp);
    offer.type = 'offer';
    return offer;
  } catch (cause) {
    throw new HematovisionError('offer-unreadable', `This is no SDP: ${messageOf(cause)}`, { cause });
  }
}

function wantsVideo({ kind, port, direction }: MediaDescription): boolean {
  return kind === 'video' && port !== 0 && (direction === 'recvonly' || direction === 'sendrecv');
}

/** Constrained baseline first; every baseline player reads it too. */
function sendableCodec({ rtp }: MediaDescription): RTCRtpCodecParameters | undefined {
  const h264 = rtp.codecs.filter(
    ({ mimeType, parameters = '' }) =>
      mimeType.toLowerCase() === 'video/h264' && /(^|;\s*)packetization-mode=1/.test(parameters),
  );
  return (
    h264.find((codec) => isConstrained(codec)) ?? h264.find((codec) => profileOf(codec).idc === BASELINE)
  );
}

function isConstrained(codec: RTCRtpCodecParameters): boolean {
  const { idc, flags } = profileOf(codec);
  return idc === BASELINE && (flags & CONSTRAINED) !== 0;
}

/** Without a profile-level-id it is baseline. */
function profileOf({ parameters = '' }: RTCRtpCodecParameters): { idc: number; flags: number } {
  const [, id = '42000a'] = /profile-level-id=([0-9a-f]{6})/i.exec(parameters) ?? [];
  return { idc: Number.parseInt(id.slice(0, 2), 16), flags: Number.parseInt(id.slice(2, 4), 16) };
}
