import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority of its own, and what it vouches for, as PEM files made by openssl. */
export interface Authority {
  readonly caFile: string;
  issue(name: string): { readonly certFile: string; readonly keyFile: string };
}

export function makeAuthority(folder: string, name: string): Authority {
  const path = (file: string) => join(folder, `${name}-${file}`);
  const caFile = path('ca.pem');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl([
    'req',
    '-x509',
    ...key,
    '-keyout',
    path('ca.key'),
    '-out',
    caFile,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  ]);
  return {
    caFile,
    issue: (subject) => {
      const [certFile, keyFile, request] = [`${subject}.pem`, `${subject}.key`, `${subject}.csr`].map(
        path,
      ) as [string, string, string];
      const names = path(`${subject}.ext`);
      writeFileSync(names, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
      openssl(['req', '-new', ...key, '-keyout', keyFile, '-out', request, '-subj', `/CN=${subject}`]);
      openssl([
        ...['x509', '-req', '-in', request, '-CA', caFile, '-CAkey', path('ca.key'), '-CAcreateserial'],
        ...['-out', certFile, '-days', '2', '-extfile', names],
      ]);
      // mosquitto gives up root's rights before it reads them.
      chmodSync(keyFile, 0o644);
      return { certFile, keyFile };
    },
  };
}

function openssl(args: readonly string[]): void {
  const done = spawnSync('openssl', args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`openssl ${args[0]}: ${done.stderr}`);
}
