export interface IceServer {
  readonly urls: string;
  readonly username?: string;
  readonly credential?: string;
}

/**
 * The STUN and TURN servers that an answer of a WHEP endpoint names in its Link header:
 * `<turn:host:3478?transport=udp>; rel="ice-server"; username="u"; credential="c"; credential-type="password"`.
 */
export function iceServersOf(linkHeader: string | null): IceServer[] {
  const links = [...(linkHeader ?? '').matchAll(/<([^>]+)>((?:\s*;\s*[\w-]+=(?:"[^"]*"|[^\s",;]+))*)/g)];
  return links.flatMap(([, urls = '', list = '']) => {
    const attributes = Object.fromEntries(
      [...list.matchAll(/([\w-]+)=(?:"([^"]*)"|([^\s",;]+))/g)].map(([, name, quoted, bare]) => [
        name,
        quoted ?? bare,
      ]),
    );
    if (attributes.rel !== 'ice-server') return [];
    const { username, credential } = attributes;
    return [username === undefined || credential === undefined ? { urls } : { urls, username, credential }];
  });
}
