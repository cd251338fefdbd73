import { readFileSync } from 'node:fs';
import { HematovisionError, messageOf } from '../core/errors.ts';

/** Certificates of the laboratory's own, in PEM. */
export interface TlsFiles {
  /** Who vouches for the broker, where it is not one of the public authorities. */
  readonly caFile?: string | undefined;
  /** By which the broker knows this instrument. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** Reads them anew, so that a renewed certificate needs no restart. Throws `certificate-invalid`. */
export function readTlsFiles({ caFile, certFile, keyFile }: TlsFiles): {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
} {
  return {
    ...(caFile === undefined ? {} : { ca: read('lab.tls.caFile', caFile) }),
    ...(certFile === undefined ? {} : { cert: read('lab.tls.certFile', certFile) }),
    ...(keyFile === undefined ? {} : { key: read('lab.tls.keyFile', keyFile) }),
  };
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new HematovisionError('certificate-invalid', `${setting}: ${messageOf(cause)}`, {
      cause,
      hint: `Check ${setting}: a PEM file that the user of HematoVision may read.`,
    });
  }
}
