import type { HematovisionError } from '../core/errors.ts';
import type { OutboxStanding } from '../core/wire/live.ts';
import type { Outbox } from '../store/outbox.ts';
import { Courier, type CourierOptions, type Destination } from './courier.ts';

/** What empties one line of the outbox. */
export interface Sender {
  readonly name: string;
  /** Why nothing leaves at the moment, and what to do; null while all is well. */
  readonly problem: HematovisionError | null;
  /** Call it when the outbox has a new message. */
  added(): void;
  close(): Promise<void>;
}

/** Sends to a destination that needs no connection between messages. */
export function openSender(destination: Destination, options: CourierOptions): Sender {
  const stop = new AbortController();
  const courier = new Courier(options);
  const running = courier.serve(destination, stop.signal);
  return {
    name: destination.name,
    get problem() {
      return courier.problem;
    },
    added: () => courier.added(),
    close: () => {
      stop.abort();
      return running;
    },
  };
}

/** How each line of the outbox stands, also those that are empty and those that nobody empties any more. */
export function outboxStanding(outbox: Outbox, senders: readonly Sender[]): readonly OutboxStanding[] {
  const lines = new Map(outbox.lines().map((line) => [line.destination, line]));
  const open = senders.map(({ name, problem }) => {
    const { waiting = 0, setAside = 0 } = lines.get(name) ?? {};
    lines.delete(name);
    return { destination: name, waiting, setAside, problem: problem?.message ?? null };
  });
  const closed = [...lines.values()].map((line) => ({ ...line, problem: 'not in the settings any more' }));
  return [...open, ...closed];
}
