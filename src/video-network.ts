import type { Config } from './config.ts';
import { isLoopback } from './core/is-loopback.ts';
import { readSecret } from './read-secret.ts';
import type { PeerConfig } from './video/viewer.ts';

export interface VideoNetwork {
  /** How this machine meets its peers. */
  readonly peer: PeerConfig;
  /** STUN and TURN servers for players, as `Link` headers of WHEP. */
  readonly iceServerLinks: readonly string[];
}

/** Ports, addresses, STUN and TURN servers of the settings. Throws `file-missing` for a password that is not there. */
export function videoNetwork({ host, webrtc }: Config['server']): VideoNetwork {
  const servers = webrtc.iceServers.map(({ urls, username, credentialFile }) => ({
    urls,
    ...(username !== undefined && { username }),
    ...(credentialFile !== undefined && { credential: readSecret(credentialFile) }),
  }));
  return {
    peer: {
      icePortRange: [...webrtc.udpPorts],
      // Who looks at a page of this very machine may have no other address.
      iceAdditionalHostAddresses: [...webrtc.announce, ...(isLoopback(host) ? ['127.0.0.1'] : [])],
      iceUseTcp: webrtc.tcp,
      iceServers: servers,
    },
    iceServerLinks: servers.flatMap(({ urls, ...login }) => urls.map((url) => link(url, login))),
  };
}

function link(url: string, { username, credential }: { username?: string; credential?: string }): string {
  const login = [
    ...(username === undefined ? [] : [`username=${quoted(username)}`]),
    ...(credential === undefined ? [] : [`credential=${quoted(credential)}`, 'credential-type="password"']),
  ];
  return [`<${url}>`, 'rel="ice-server"', ...login].join('; ');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
