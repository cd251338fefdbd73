import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve, type WebSocketServerLike } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { WebSocketServer } from 'ws';
import { HematovisionError, messageOf } from '../core/errors.ts';

/** A dashboard only listens; nothing it says needs more. */
const MAX_CLIENT_MESSAGE_BYTES = 16 * 1024;

export interface ListeningServer {
  /** Address for people, as in http://127.0.0.1:8080. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the app; port 0 takes any free one. Fails with `port-in-use`. */
export async function listen(app: OpenAPIHono, at: { host: string; port: number }): Promise<ListeningServer> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_CLIENT_MESSAGE_BYTES });
  // @types/ws allows an undefined `noServer`, which the adaptor's type does not under exactOptionalPropertyTypes.
  const websocket = { server: sockets as unknown as WebSocketServerLike };
  const server = await new Promise<Server>((resolve, reject) => {
    const starting = serve({ fetch: app.fetch, hostname: at.host, port: at.port, websocket }, () =>
      resolve(starting as Server),
    ) as Server;
    starting.once('error', (cause) =>
      reject(
        new HematovisionError('port-in-use', `Cannot listen on ${at.host}:${at.port}: ${messageOf(cause)}`, {
          cause,
        }),
      ),
    );
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
