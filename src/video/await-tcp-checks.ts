import type { CandidatePair, Connection, RTCPeerConnection } from 'werift';

/** What RFC 8489 gives a request over TCP, which is sent but once. */
const ANSWER_WITHIN_MS = 39_500;

/**
 * werift waits 50 ms for the answer to a check of a TCP path, less than many a path takes. To be called once the
 * transports are there and before candidates are gathered.
 */
export function awaitTcpChecks(peer: RTCPeerConnection): void {
  for (const transport of peer.iceTransports) {
    const connection = transport.connection as Connection;
    const { checkStart } = connection;
    connection.checkStart = (pair) => {
      awaitAnswers(pair.protocol);
      return checkStart(pair);
    };
  }
}

function awaitAnswers(protocol: CandidatePair['protocol']): void {
  if (protocol.type !== 'tcp' || Object.hasOwn(protocol, 'request')) return;
  const request = protocol.request.bind(protocol);
  // Checks say how often to repeat; what keeps an open path fresh sets a limit of its own.
  protocol.request = (message, address, key, options) =>
    request(
      message,
      address,
      key,
      typeof options === 'number' ? { retransmissions: options, responseTimeout: ANSWER_WITHIN_MS } : options,
    );
}
