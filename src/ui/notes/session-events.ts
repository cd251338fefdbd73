import type { z } from 'zod';
import { SESSION_EVENTS, type SessionEventName } from '../../core/wire/review.ts';

type Handlers = {
  readonly [Name in SessionEventName]?: (data: z.infer<(typeof SESSION_EVENTS)[Name]>) => void;
} & {
  /** Connected, at first or again: what was told meanwhile is lost and must be asked for. */
  readonly opened?: () => void;
};

export interface SessionEvents {
  close(): void;
}

/** What happens to a session, as it happens, until `close()`. The browser reconnects by itself. */
export function listenToSession(url: string, handlers: Handlers): SessionEvents {
  const source = new EventSource(url);
  const opened = () => handlers.opened?.();
  source.addEventListener('open', opened);
  // A connection may outlive a gap in the network, and yet what was told in it, or asked, is lost.
  window.addEventListener('online', opened);
  for (const name of Object.keys(SESSION_EVENTS) as SessionEventName[]) {
    const handler = handlers[name] as ((data: unknown) => void) | undefined;
    if (!handler) continue;
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      const told = SESSION_EVENTS[name].safeParse(parsed(data));
      if (told.success) handler(told.data);
    });
  }
  return {
    close: () => {
      source.close();
      window.removeEventListener('online', opened);
    },
  };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
