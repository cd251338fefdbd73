import { afterEach } from 'vitest';
import { type MosquittoOptions, runMosquitto, type TestBroker } from './mosquitto-process.ts';

export { freePort, type MosquittoOptions, type TestBroker } from './mosquitto-process.ts';

const running = new Set<TestBroker>();
afterEach(async () => {
  for (const broker of running) await broker.stop();
  running.clear();
});

/** Starts Debian's mosquitto; it is stopped after the test at the latest. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<TestBroker> {
  const broker = await runMosquitto(options);
  running.add(broker);
  return broker;
}
