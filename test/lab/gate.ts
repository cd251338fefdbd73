import { afterEach } from 'vitest';
import { type Cable, layCable } from './cable.ts';

const cables: Cable[] = [];
afterEach(() => {
  for (const cable of cables.splice(0)) cable.close();
});

/** A cable to a broker, taken away after the test. */
export async function gateTo(brokerPort: number): Promise<Cable> {
  const cable = await layCable(brokerPort);
  cables.push(cable);
  return cable;
}
