// Ends one small session after the other until there are TOTAL results and the broker has them all:
// `node result-producer.ts URL FOLDER TOTAL PACE_MS`. It says `ready`, a dot for
// each result that it ended, and is killed at any moment.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openBrokerLink } from '../../src/lab/broker-link.ts';
import { MQTT_LINE } from '../../src/lab/topics.ts';
import { openStore } from '../../src/store/store.ts';

const [url = '', directory = '', total = '', paceMs = ''] = process.argv.slice(2);
const store = openStore({ directory });
const nothing = async () => null;
const link = openBrokerLink({
  brokers: [url],
  tls: {},
  qos: 1,
  willDelayS: 0,
  homeAssistant: false,
  site: 'ward-3',
  device: 'scope-1',
  version: '0.1.0',
  outbox: store.outbox,
  commands: {
    start: nothing,
    end: nothing,
    status: nothing,
    snapshot: nothing,
    order: nothing,
    hemocytometer: nothing,
  },
  log: pino({ level: 'silent' }),
  backoff: { firstDelayMs: 10, maxDelayMs: 40, resetAfterMs: 1000 },
});
writeSync(1, 'ready\n');
let ended = store.sessions(1_000_000).filter(({ status }) => status === 'ended').length;
for (; ended < Number(total); ended += 1) {
  const session = store.currentSession() ?? store.startSession();
  store.endSession(session.id, ({ id }, _, envelope) => [
    {
      destination: MQTT_LINE,
      topic: `session/${id}/result`,
      payload: JSON.stringify({ ...envelope, session: id }),
    },
  ]);
  link.added();
  writeSync(1, '.');
  await sleep(Number(paceMs));
}
while (link.waiting > 0) await sleep(5);
await link.close();
store.close();
