import type { IncomingMessage, Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve, type WebSocketServerLike } from '@hono/node-server';
import { WebSocketServer } from 'ws';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { type CertificateFiles, followCertificate, readCertificate } from './tls/certificate.ts';

/** A dashboard only listens; nothing it says needs more. */
const MAX_CLIENT_MESSAGE_BYTES = 16 * 1024;

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Left out: no TLS. `log` hears of new certificates. */
  readonly tls?: { readonly certificate: CertificateFiles; readonly log: Log } | undefined;
}

export interface ListeningServer {
  /** Address for people, as in http://127.0.0.1:8080. */
  readonly url: string;
  /** SHA-256 of the certificate, to be compared by eye; null without TLS. */
  readonly fingerprint: string | null;
  close(): Promise<void>;
}

/** To anything but WebSocket nobody would ever answer, and its socket would stay open for good. */
function shouldUpgradeCallback({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

interface App {
  fetch(request: Request, env: HttpBindings): Response | Promise<Response>;
}

/** Serves the app. A certificate that is replaced on disk is taken into use at once. Fails with `port-in-use`, `certificate-invalid`. */
export async function listen(app: App, { host, port, tls }: ListenOptions): Promise<ListeningServer> {
  const certificate = tls && readCertificate(tls.certificate);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_CLIENT_MESSAGE_BYTES });
  const server = await new Promise<Server>((resolve, reject) => {
    const options = {
      fetch: app.fetch as (request: Request, env: unknown) => Response | Promise<Response>,
      hostname: host,
      port,
      // @types/ws allows an undefined `noServer`, which the adaptor's type does not under exactOptionalPropertyTypes.
      websocket: { server: sockets as unknown as WebSocketServerLike },
    };
    const secure = certificate && {
      createServer: createTlsServer,
      serverOptions: { shouldUpgradeCallback, cert: certificate.cert, key: certificate.key },
    };
    const serverOptions = { shouldUpgradeCallback };
    const starting = serve({ ...options, serverOptions, ...secure }, () =>
      resolve(starting as Server),
    ) as Server;
    starting.once('error', (cause) =>
      reject(
        new HematovisionError('port-in-use', `Cannot listen on ${host}:${port}: ${messageOf(cause)}`, {
          cause,
        }),
      ),
    );
  });
  const stopFollowing = tls ? follow(tls.certificate, server as TlsServer, tls.log) : () => undefined;
  const address = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    fingerprint: certificate?.fingerprint ?? null,
    close: () =>
      new Promise((resolve) => {
        stopFollowing();
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function follow(files: CertificateFiles, server: TlsServer, log: Log): () => void {
  return followCertificate(files, {
    change: ({ cert, key, fingerprint, validTo }) => {
      server.setSecureContext({ cert, key });
      log.info({ fingerprint, validTo }, 'new certificate in use');
    },
    fault: (fault) =>
      log.warn({ reason: messageOf(fault) }, 'the new certificate does not fit; the old one stays'),
  });
}
