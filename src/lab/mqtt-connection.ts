import { Socket } from 'node:net';
import type { IClientPublishOptions, MqttClient } from 'mqtt';

/** MQTT 5 properties of every message of ours. */
export const JSON_CONTENT = { payloadFormatIndicator: true, contentType: 'application/json' } as const;

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

/** One connection to one broker, from CONNACK to its end. It never reconnects: a new one is opened. */
export class MqttConnection {
  readonly protocol: '5' | '3.1.1';
  readonly #client: MqttClient;
  readonly #answerWithinMs: number;
  readonly #end = new AbortController();
  #reason: Error | undefined;

  /** Takes over a client that has just connected. */
  constructor(client: MqttClient, { version, answerWithinMs }: ConnectionTraits) {
    this.#client = client;
    this.#answerWithinMs = answerWithinMs;
    this.protocol = version === 5 ? '5' : '3.1.1';
    // An answer must not wait for the ACK of the acknowledgement before it (Nagle: 40 ms a command).
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    client.on('error', (fault) => this.#blame(fault));
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
  publish(topic: string, payload: string, options: IClientPublishOptions): Promise<void> {
    const { properties, ...plain } = options;
    return this.#exchange((done) => {
      this.#client.publish(topic, payload, this.protocol === '5' && properties ? options : plain, done);
    });
  }

  /** Hands every message under `filter` to `take`. What the broker had retained is not handed on. */
  subscribe(filter: string, take: (message: IncomingMessage) => void): Promise<void> {
    this.#client.on('message', (topic, payload, { retain, properties }) => {
      const { responseTopic, correlationData } = properties ?? {};
      if (!retain) take({ topic, payload, responseTopic, correlationData });
    });
    // rh 2: do not even send what is retained.
    const options = this.protocol === '5' ? ({ qos: 1, rh: 2 } as const) : ({ qos: 1 } as const);
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
