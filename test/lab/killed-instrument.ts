// An instrument that says online and is then killed by the test: `node killed-instrument.ts URL FOLDER`.
import { pino } from 'pino';
import { openBrokerLink } from '../../src/lab/broker-link.ts';
import { openStore } from '../../src/store/store.ts';

const [url = '', directory = ''] = process.argv.slice(2);
const store = openStore({ directory });
openBrokerLink({
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
    start: async () => null,
    end: async () => null,
    status: async () => null,
    snapshot: async () => null,
    order: async () => null,
    hemocytometer: async () => null,
  },
  log: pino({ level: 'silent' }),
});
