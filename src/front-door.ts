import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Closers } from './core/closers.ts';
import { isLoopback } from './core/is-loopback.ts';
import type { Log } from './core/log.ts';
import { publishedSchemas } from './lab/published-schemas.ts';
import { PRODUCT } from './product.ts';
import { AccessDesk } from './server/access/access-desk.ts';
import type { OpenStreams } from './server/access/open-streams.ts';
import { createHttpApp, type Desks } from './server/http-app.ts';
import type { Instrument } from './server/instrument-routes.ts';
import { type ListeningServer, listen } from './server/listen.ts';
import type { LiveHub } from './server/live-hub.ts';
import type { CertificateFiles } from './server/tls/certificate.ts';
import { ownCertificate } from './server/tls/own-certificate.ts';
import type { Video } from './server/whep-routes.ts';
import type { AccessStore } from './store/access-store.ts';
import { videoNetwork } from './video-network.ts';

export interface FrontDoorOptions {
  readonly config: Config;
  readonly log: Log;
  readonly closers: Closers;
  readonly instrument: Instrument;
  readonly hub: LiveHub;
  readonly video: Video;
  readonly store: AccessStore;
  readonly streams: OpenStreams;
  readonly desks: Desks;
}

export interface FrontDoor {
  readonly server: ListeningServer;
  /** What the page asks for before the first account; null when there is one, and in the demonstration. */
  readonly claimCode: string | null;
}

/** Opens the HTTP server: who may come in, and over what. */
export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const { config, log, closers, store, streams, instrument, hub, video, desks } = options;
  const { host, port, demo: demoWanted, idleMinutes, signedInHours } = config.server;
  const demo = demoWanted && isLoopback(host);
  if (demoWanted && !demo)
    log.warn({ host }, 'others can reach this address: the demonstration asks for a login too');
  const limits = { idleMs: idleMinutes * 60_000, absoluteMs: signedInHours * 3_600_000 };
  store.forgetBefore(new Date(Date.now() - FORGOTTEN_AFTER_MS));
  const desk = new AccessDesk({ store, limits });
  const certificate = await certificateOf(config, log);
  const app = createHttpApp({
    instrument,
    hub,
    video: { video, iceServerLinks: videoNetwork(config.server).iceServerLinks },
    desks,
    access: { store, desk, streams, demo, tls: certificate !== null },
    uiDirectory: PRODUCT.uiDirectory,
    version: PRODUCT.version,
    schemas: publishedSchemas(),
    log,
  });
  const server = await listen(app, { host, port, tls: certificate ? { certificate, log } : undefined });
  closers.add('http server', () => server.close());
  return { server, claimCode: demo ? null : desk.claimCode };
}

/** Sign-ins are over long before; addresses that an account came from are remembered so long. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 3_600_000;

async function certificateOf({ server, dataDirectory }: Config, log: Log): Promise<CertificateFiles | null> {
  const { mode = isLoopback(server.host) ? 'off' : 'self-signed', certFile, keyFile } = server.tls;
  if (mode === 'off') {
    if (!isLoopback(server.host)) log.warn('TLS is off: passwords and pictures can be read on the network');
    return null;
  }
  if (mode === 'files' && certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  return ownCertificate(join(dataDirectory, 'tls'));
}
