import { problem } from '../../core/wire/live.ts';
import { iceServersOf } from './ice-servers.ts';
import { trickleFragment } from './trickle-fragment.ts';

/** An instrument that hangs must not hang the page. */
const TIMEOUT_MS = 10_000;

/**
 * The instrument's video over `connection`, asked for by WHEP: the offer goes out before any candidate is gathered,
 * because its answer names the STUN and TURN servers to gather with; candidates follow by PATCH. Throws what the
 * instrument said, in words, when it refuses. `leave()` tells it that nobody watches any more.
 */
export async function subscribe(
  endpoint: URL,
  connection: RTCPeerConnection,
  signal: AbortSignal,
): Promise<{ leave(): void }> {
  const offer = await connection.createOffer();
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: offer.sdp ?? '',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) throw new Error(await refusalOf(response));
  const resource = new URL(response.headers.get('location') ?? '', endpoint);
  // Also while the page is going away.
  const leave = () => void fetch(resource, { method: 'DELETE', keepalive: true }).catch(() => undefined);
  try {
    const answer = await response.text();
    connection.setConfiguration({ iceServers: iceServersOf(response.headers.get('link')) });
    trickle({ connection, resource, offer: offer.sdp ?? '', etag: response.headers.get('etag'), signal });
    await connection.setLocalDescription(offer);
    await connection.setRemoteDescription({ type: 'answer', sdp: answer });
  } catch (thrown) {
    leave();
    throw thrown;
  }
  return { leave };
}

/** Sends candidates as they are found, one request at a time: those found meanwhile go together in the next. */
function trickle({
  connection,
  resource,
  offer,
  etag,
  signal,
}: {
  connection: RTCPeerConnection;
  resource: URL;
  offer: string;
  etag: string | null;
  signal: AbortSignal;
}): void {
  const found: (string | null)[] = [];
  let sending = false;
  const send = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    while (found.length > 0 && !signal.aborted) {
      const body = trickleFragment(offer, found.splice(0));
      const headers = {
        'content-type': 'application/trickle-ice-sdpfrag',
        ...(etag && { 'if-match': etag }),
      };
      // A candidate that is lost is one way less; whether any works, the first picture tells.
      await fetch(resource, { method: 'PATCH', headers, body, signal }).catch(() => undefined);
    }
    sending = false;
  };
  connection.addEventListener('icecandidate', ({ candidate }) => {
    // An empty candidate ends one generation, null ends them all.
    if (candidate?.candidate === '') return;
    found.push(candidate?.candidate ?? null);
    void send();
  });
}

async function refusalOf(response: Response): Promise<string> {
  const told = problem.safeParse(await response.json().catch(() => undefined));
  return told.success
    ? `${told.data.message} ${told.data.hint}`
    : `${response.status} ${response.statusText}`;
}
