import type { SessionEvent } from '../core/wire/review.ts';

/** So often something is sent, so that whoever is between keeps the connection. */
const BEAT_INTERVAL_MS = 15_000;
/** More than this unread and the reader is cut off; it comes back and asks for what it missed. */
const MOST_UNREAD = 1000;

export interface EventStreamOptions {
  readonly subscribe: (listener: (event: SessionEvent) => void) => () => void;
  /** Is given what ends the stream; returns what is called when it has ended by itself. */
  readonly watchOver: (end: () => void) => () => void;
}

/** The body of an endless answer with server-sent events (HTML standard, section 9.2). */
export function eventStream({ subscribe, watchOver }: EventStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(text));
          else end();
        };
        const unsubscribe = subscribe(({ name, data }) =>
          send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`),
        );
        const beat = setInterval(() => send(': still here\n\n'), BEAT_INTERVAL_MS);
        const left = watchOver(() => end());
        stop = () => {
          clearInterval(beat);
          unsubscribe();
          left();
        };
        const end = () => {
          stop();
          controller.close();
        };
        // The head leaves with the first bytes: the page knows that it is heard.
        send(': here\n\n');
      },
      cancel: () => stop(),
    },
    { highWaterMark: MOST_UNREAD },
  );
}
