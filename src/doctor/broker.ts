import { connectAsync } from 'mqtt';
import type { Config } from '../config.ts';
import { messageOf } from '../core/errors.ts';
import { brokerAddress, brokerFault } from '../lab/broker-address.ts';
import { readTlsFiles } from '../lab/tls-files.ts';
import { readSecret } from '../read-secret.ts';
import type { Found } from './finding.ts';

const TIMEOUT_MS = 5000;

/** Signs in at every broker of the settings, under a name of its own, and leaves again. */
export async function lookAtBroker({ lab }: Config): Promise<Found> {
  const { broker, username, passwordFile, tls } = lab;
  if (broker === 'off' || broker === 'embedded') return { outcome: 'ok', found: broker };
  const password = passwordFile === undefined ? lab.password : readSecret(passwordFile);
  const faults: string[] = [];
  let hint = '';
  const reached: string[] = [];
  for (const text of [broker].flat()) {
    const address = brokerAddress(text, { username, password });
    try {
      const client = await connectAsync(
        address.url,
        {
          clientId: `hematovision-doctor-${process.pid}`,
          ...{ reconnectPeriod: 0, connectTimeout: TIMEOUT_MS, ...readTlsFiles(tls) },
          ...(address.username === undefined ? {} : { username: address.username }),
          ...(address.password === undefined ? {} : { password: address.password }),
        },
        false,
      );
      await client.endAsync(true);
      reached.push(address.url);
    } catch (thrown) {
      const fault = brokerFault(address.url, thrown);
      faults.push(messageOf(fault));
      hint = fault.hint;
    }
  }
  if (faults.length === 0) return { outcome: 'ok', found: `${reached.join(', ')} lets us in` };
  // Results wait on disk for whichever comes back.
  const outcome = reached.length > 0 ? 'note' : 'fault';
  return { outcome, found: [...reached.map((url) => `${url} lets us in`), ...faults].join('; '), hint };
}
