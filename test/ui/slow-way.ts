import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const TICK_MS = 20;

/** A narrow line before a server: what the server sends passes at `bytesPerSecond` over all connections together. */
export class SlowWay {
  bytesPerSecond = Number.POSITIVE_INFINITY;

  readonly #server: Server;
  readonly #pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();
  readonly #timer: NodeJS.Timeout;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      const pair = { near, far };
      this.#pairs.add(pair);
      near.pipe(far);
      const end = () => {
        this.#pairs.delete(pair);
        near.destroy();
        far.destroy();
      };
      for (const socket of [near, far]) socket.on('close', end).on('error', end);
    });
    this.#timer = setInterval(() => this.#pass(), TICK_MS);
  }

  static async open(port: number): Promise<SlowWay> {
    const way = new SlowWay(port);
    await new Promise<void>((resolve) => way.#server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#server.close();
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** What does not pass stays with the server, whose socket fills up. */
  #pass(): void {
    const share = Math.ceil((this.bytesPerSecond * TICK_MS) / 1000 / Math.max(1, this.#pairs.size));
    for (const { near, far } of this.#pairs) {
      if (far.readableLength === 0) far.read(0);
      const chunk: Buffer | null = far.read(Math.min(share, far.readableLength));
      if (chunk) near.write(chunk);
    }
  }
}
