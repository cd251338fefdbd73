import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Page } from 'playwright-core';

/** Loses the same packets in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A line between a page and the instrument's video on which packets are lost; `lossShare` 1 cuts it. */
export class LossyWay {
  lossShare = 0;
  /** Packets that passed. */
  passed = 0;
  lost = 0;

  readonly #random = randomOf(7);
  readonly #sockets: Socket[] = [];

  /** Sends all video of the page this way: the page is told this way's port instead of the instrument's. */
  async lead(page: Page): Promise<void> {
    // The instrument must not find the page behind its back.
    await page.route(
      (url) => url.pathname.startsWith('/api/whep/'),
      (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 204 }) : route.continue()),
    );
    await page.route(
      (url) => url.pathname === '/api/whep',
      async (route) => {
        const response = await route.fetch();
        const answer = await this.#rewrite(await response.text());
        await route.fulfill({ response, body: answer });
      },
    );
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  /** Leaves one UDP candidate, on the loopback address and the port of this way. */
  async #rewrite(sdp: string): Promise<string> {
    let kept = 0;
    const lines: string[] = [];
    for (const line of sdp.split('\r\n')) {
      const [, before, address, port, after] =
        /^(a=candidate:\S+ \d+ udp \d+ )(\d+\.\d+\.\d+\.\d+) (\d+)( typ host.*)$/i.exec(line) ?? [];
      if (!line.startsWith('a=candidate:')) lines.push(line);
      else if (port !== undefined && kept === 0) {
        kept += 1;
        const here = await this.#relay(address ?? '', Number(port));
        lines.push(`${before}127.0.0.1 ${here}${after}`);
      }
    }
    return lines.join('\r\n');
  }

  /** Passes packets on to the instrument and back; resolves to the port the page is to send to. */
  async #relay(address: string, port: number): Promise<number> {
    const near = createSocket('udp4');
    const far = createSocket('udp4');
    this.#sockets.push(near, far);
    let pagePort = 0;
    near.on('message', (packet, { port }) => {
      pagePort = port;
      this.#pass(() => far.send(packet, farPort, address));
    });
    const farPort = port;
    far.on('message', (packet) => this.#pass(() => near.send(packet, pagePort, '127.0.0.1')));
    near.bind(0, '127.0.0.1');
    far.bind(0);
    await Promise.all([once(near, 'listening'), once(far, 'listening')]);
    return near.address().port;
  }

  #pass(send: () => void): void {
    if (this.#random() < this.lossShare) this.lost += 1;
    else {
      this.passed += 1;
      send();
    }
  }
}
