import { createServer, type Server } from 'node:http';

/** How the consumer stands. */
export class Health {
  broker: 'connected' | 'connecting' = 'connecting';
  /** Null: all is well. */
  databaseFault: string | null = 'not reached yet';
  results = 0;
  repeats = 0;
  refused = 0;
  lastResultAt: string | null = null;

  get isWell(): boolean {
    return this.broker === 'connected' && this.databaseFault === null;
  }

  /** Answers on /healthz of 127.0.0.1: 200 while it can work, else 503. */
  serve(port: number): Server {
    return createServer(({ url }, response) => {
      const status = url !== '/healthz' ? 404 : this.isWell ? 200 : 503;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 404 ? '{}' : JSON.stringify({ ok: this.isWell, ...this }));
    }).listen(port, '127.0.0.1');
  }
}
