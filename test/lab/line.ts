import { afterEach } from 'vitest';
import { HematovisionError } from '../../src/core/errors.ts';
import { type BrokerLink, type BrokerLinkOptions, openBrokerLink } from '../../src/lab/broker-link.ts';
import { startEmbeddedBroker } from '../../src/lab/embedded-broker.ts';
import type { OutboxMessage } from '../../src/store/records.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { someCell } from '../store/some-facts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { composeResult, DEVICE, readableLog, SITE } from './facts.ts';
import type { TestBroker } from './mosquitto.ts';

export const BASE = `hematovision/v1/${SITE}/${DEVICE}`;
const BACKOFF = { firstDelayMs: 20, maxDelayMs: 60, resetAfterMs: 1000 };

const links: BrokerLink[] = [];
const stores: Store[] = [];
const brokers: TestBroker[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
  for (const store of stores.splice(0)) store.close();
  for (const broker of brokers.splice(0)) await broker.stop();
});

/** The broker inside the program, closed after the test. */
export async function startAedes({ port = 0 }: { port?: number } = {}): Promise<TestBroker> {
  const broker = await startEmbeddedBroker({ port });
  const started = { ...broker, stop: () => broker.close() };
  brokers.push(started);
  return started;
}

export function openTestStore(directory = temporaryFolder()): Store {
  const store = openStore({ directory });
  stores.push(store);
  return store;
}

/** Counts one cell and ends the session, its message as `retell` makes it; returns its id. */
export function endOne(store: Store, retell = (message: OutboxMessage) => message): string {
  const { id } = store.startSession({ accession: 'A-17' });
  store.recordCells(id, [{ cell: someCell(`${id}-1`), cropJpeg: null }]);
  store.endSession(id, (session, tally, envelope) => composeResult(session, tally, envelope).map(retell));
  return id;
}

/** A link that starts over in milliseconds, closed after the test. */
export function openLine(
  url: string | readonly string[],
  store: Store,
  more: Partial<BrokerLinkOptions> = {},
): BrokerLink {
  const opened = openBrokerLink({
    brokers: [url].flat(),
    tls: {},
    qos: 1,
    willDelayS: 0,
    homeAssistant: false,
    site: SITE,
    device: DEVICE,
    version: '0.1.0',
    outbox: store.outbox,
    commands: {
      start: async ({ accession }) => ({ started: accession }),
      end: async () => {
        throw new HematovisionError('session-missing', 'No session is running.');
      },
      status: async () => ({ n: 17 }),
      snapshot: async () => null,
      order: async () => null,
      hemocytometer: async (reading) => ({ taken: reading }),
    },
    log: readableLog().log,
    backoff: BACKOFF,
    ...more,
  });
  links.push(opened);
  return opened;
}
