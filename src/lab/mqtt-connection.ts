import { Socket } from 'node:net';
import type { IClientPublishOptions, MqttClient } from 'mqtt';
import { REASON } from './reason-codes.ts';

/** Topic, packet id and properties of a message of ours stay below this. */
const HEADER_BYTES = 512;

export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly responseTopic: string | undefined;
  readonly correlationData: Buffer | undefined;
}

export interface ConnectionTraits {
  readonly version: 4 | 5;
  /** A broker that takes longer to acknowledge something is given up. */
  readonly answerWithinMs: number;
}

/** One connection to one broker, from CONNECT to its end. It never reconnects: a new one is opened. */
export class MqttConnection {
  readonly protocol: '5' | '3.1.1';
  readonly #client: MqttClient;
  readonly #answerWithinMs: number;
  readonly #end = new AbortController();
  readonly #early: IncomingMessage[] = [];
  #take: (message: IncomingMessage) => void = (message) => this.#early.push(message);
  #reason: Error | undefined;
  #mostBytes = Number.POSITIVE_INFINITY;

  /** Takes over a client that is about to connect: what the broker kept for it comes right behind its CONNACK. */
  constructor(client: MqttClient, { version, answerWithinMs }: ConnectionTraits) {
    this.#client = client;
    this.#answerWithinMs = answerWithinMs;
    this.protocol = version === 5 ? '5' : '3.1.1';
    // An answer must not wait for the ACK of the acknowledgement before it (Nagle: 40 ms a command).
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    client.on('connect', ({ properties }) => {
      this.#mostBytes = properties?.maximumPacketSize ?? this.#mostBytes;
    });
    client.on('message', (topic, payload, { retain, properties }) => {
      const { responseTopic, correlationData } = properties ?? {};
      if (!retain) this.#take({ topic, payload, responseTopic, correlationData });
    });
    // After a packet that cannot be read the client would wait for ever.
    client.on('error', (fault) => this.destroy(fault));
    client.on('disconnect', ({ reasonCode: code }) => {
      this.#blame(
        Object.assign(new Error(`The broker ended the connection (reason ${code ?? 0})`), { code }),
      );
    });
    client.on('close', () => {
      this.#end.abort(this.#reason ?? new Error('The connection to the broker was lost'));
      client.end(true);
    });
  }

  /** Aborts when the connection ends; its reason says why. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * Resolves when the broker has acknowledged (QoS 0: when written); rejects when it refused or the connection
   * ended. Properties are left out on 3.1.1, which has none.
   */
  async publish(topic: string, payload: string, options: IClientPublishOptions): Promise<void> {
    const { properties, ...plain } = options;
    if (Buffer.byteLength(payload) + HEADER_BYTES > this.#mostBytes)
      throw tooLarge(Buffer.byteLength(payload), this.#mostBytes);
    await this.#exchange((done) => {
      this.#client.publish(topic, payload, this.protocol === '5' && properties ? options : plain, done);
    });
  }

  /** Hands on every message but what the broker had retained; first those that came before anybody listened. */
  hear(take: (message: IncomingMessage) => void): void {
    this.#take = take;
    for (const message of this.#early.splice(0)) take(message);
  }

  /** Asks for the messages under `filter`. With QoS 1 the broker keeps them while the instrument is away. */
  subscribe(filter: string, qos: 0 | 1): Promise<void> {
    // rh 2: do not even send what is retained.
    const options = this.protocol === '5' ? ({ qos, rh: 2 } as const) : ({ qos } as const);
    return this.#exchange((done) => {
      this.#client.subscribe(filter, options, done);
    });
  }

  /** Says good-bye, so that the will stays silent. */
  async end(): Promise<void> {
    if (this.ended.aborted) return;
    await this.#exchange((done) => void this.#client.end(false, done)).catch(() => undefined);
  }

  /** Drops the connection without good-bye. */
  destroy(reason?: Error): void {
    if (reason) this.#blame(reason);
    this.#client.end(true);
  }

  /** The first reason is the most telling one. */
  #blame(reason: Error): void {
    this.#reason ??= reason;
  }

  /** One question to the broker; rejects when the connection ends before its answer. */
  #exchange(ask: (done: (fault?: Error | null) => void) => void): Promise<void> {
    const { ended } = this;
    return new Promise((resolve, reject) => {
      if (ended.aborted) {
        reject(ended.reason);
        return;
      }
      const patience = setTimeout(() => {
        this.destroy(new Error(`The broker gave no answer within ${this.#answerWithinMs} ms`));
      }, this.#answerWithinMs);
      const settle = (act: () => void) => {
        clearTimeout(patience);
        ended.removeEventListener('abort', abort);
        act();
      };
      const abort = () => settle(() => reject(ended.reason));
      ended.addEventListener('abort', abort, { once: true });
      ask((fault) => settle(() => (fault ? reject(fault) : resolve())));
    });
  }
}

function tooLarge(bytes: number, most: number): Error {
  const told = `The message has ${bytes} bytes; the broker takes packets of ${most} bytes at most`;
  return Object.assign(new Error(told), { code: REASON.packetTooLarge });
}
