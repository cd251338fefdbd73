import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HematovisionError, messageOf } from '../../core/errors.ts';
import { type CertificateFiles, readCertificate } from './certificate.ts';

/** The longest that browsers take from a server. */
const VALID_DAYS = 825;
const RENEW_BEFORE_MS = 30 * 24 * 3_600_000;

/**
 * The instrument's own certificate in a folder, made with openssl when there is none or it soon runs out.
 * Nobody vouches for it: people compare its fingerprint with the one on the console. Throws `certificate-invalid`.
 */
export async function ownCertificate(directory: string): Promise<CertificateFiles> {
  const files = { certFile: join(directory, 'certificate.pem'), keyFile: join(directory, 'key.pem') };
  if (existsSync(files.certFile) && existsSync(files.keyFile)) {
    const { validTo } = readCertificate(files);
    if (validTo.getTime() - Date.now() > RENEW_BEFORE_MS) return files;
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await make(files);
  return files;
}

async function make({ certFile, keyFile }: CertificateFiles): Promise<void> {
  const fresh = { certFile: `${certFile}.new`, keyFile: `${keyFile}.new` };
  try {
    await promisify(execFile)('openssl', opensslArguments(fresh));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new HematovisionError(
      'certificate-invalid',
      `No certificate could be made: ${missing ? 'openssl is not installed' : messageOf(cause)}`,
      {
        cause,
        ...(missing ? { hint: 'apt-get install openssl, or name your own files in server.tls.' } : {}),
      },
    );
  }
  await rename(fresh.keyFile, keyFile);
  await rename(fresh.certFile, certFile);
}

/** An elliptic-curve key, which openssl makes readable for its owner only, for every name this machine has now. */
function opensslArguments({ certFile, keyFile }: CertificateFiles): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address),
  );
  const own = hostname();
  const names = [
    ...new Set([
      `DNS:${own}`,
      `DNS:${own}.local`,
      'DNS:localhost',
      ...addresses.map((address) => `IP:${address}`),
    ]),
  ];
  const extensions = [
    `subjectAltName=${names.join(',')}`,
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=serverAuth',
  ];
  // An empty configuration: the machine's own may add what contradicts ours.
  const request = [
    'req',
    '-x509',
    '-config',
    '/dev/null',
    '-days',
    String(VALID_DAYS),
    '-subj',
    `/CN=${own}`,
  ];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  return [...request, ...key, '-keyout', keyFile, '-out', certFile, ...added];
}
