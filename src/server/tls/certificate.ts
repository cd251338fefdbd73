import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { HematovisionError, messageOf } from '../../core/errors.ts';

/** PEM. */
export interface CertificateFiles {
  /** The certificate, with those that vouch for it after it. */
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** SHA-256, as browsers show it: AB:CD:… */
  readonly fingerprint: string;
  readonly validTo: Date;
}

const LOOK_INTERVAL_MS = 1000;

/** Reads a certificate and its key and makes sure that a server can use them. Throws `certificate-invalid`. */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  try {
    const cert = readFileSync(certFile);
    const key = readFileSync(keyFile);
    const x509 = new X509Certificate(cert);
    if (!x509.checkPrivateKey(createPrivateKey(key)))
      throw new Error(`the key in ${keyFile} is another one's`);
    createSecureContext({ cert, key });
    return { cert, key, fingerprint: x509.fingerprint256, validTo: new Date(x509.validTo) };
  } catch (cause) {
    throw new HematovisionError('certificate-invalid', `${certFile}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Tells of each new certificate in these files, without a restart of anything. Looks once a second: files are
 * replaced by renaming and through links, which only looking sees everywhere. A pair that does not fit, as
 * between the writing of one file and the other, is told to `onFault` and the one in use stays.
 */
export function followCertificate(
  files: CertificateFiles,
  on: { readonly change: (certificate: Certificate) => void; readonly fault: (fault: unknown) => void },
): () => void {
  const look = () => {
    try {
      on.change(readCertificate(files));
    } catch (fault) {
      on.fault(fault);
    }
  };
  const paths = [files.certFile, files.keyFile];
  for (const path of paths) watchFile(path, { interval: LOOK_INTERVAL_MS, persistent: false }, look);
  return () => {
    for (const path of paths) unwatchFile(path, look);
  };
}
