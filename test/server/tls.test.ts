import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readCertificate } from '../../src/server/tls/certificate.ts';
import { ownCertificate } from '../../src/server/tls/own-certificate.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { PASSWORD, PASSWORD_HASH } from './people.ts';
import { serveApp } from './serve-app.ts';

/** The fingerprint of what the server shows now. */
function shownBy(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** A sign-in over TLS, trusting the instrument's own certificate. */
function signIn(url: string, ca: Buffer) {
  const body = JSON.stringify({ name: 'ada', password: PASSWORD });
  const headers = { 'content-type': 'application/json', origin: url };
  return new Promise<Record<string, string | string[] | undefined>>((resolve, reject) => {
    const asked = request(`${url}/api/access/sign-in`, { method: 'POST', ca, headers }, (answer) => {
      answer.resume();
      resolve(answer.headers);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('TLS', () => {
  it('is served with a certificate of its own that browsers could be told to trust', async () => {
    const certificate = await ownCertificate(join(temporaryFolder(), 'tls'));
    expect(statSync(certificate.keyFile).mode & 0o077).toBe(0);
    const { cert, fingerprint, validTo } = readCertificate(certificate);
    expect(validTo.getTime() - Date.now()).toBeGreaterThan(800 * 24 * 3_600_000);
    expect(await ownCertificate(join(certificate.certFile, '..'))).toEqual(certificate);
    expect(readCertificate(certificate).fingerprint).toBe(fingerprint);

    const { url, store } = await serveApp({}, { demo: false, certificate });
    expect(await shownBy(url)).toBe(fingerprint);
    store.access.addAccount({ name: 'ada', role: 'viewer', password: PASSWORD_HASH });
    const headers = await signIn(url, cert);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Host-hematovision=hvs_[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(headers['strict-transport-security']).toBe('max-age=15552000');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    const socket = new WebSocket(`${url.replace('https', 'wss')}/live`, {
      ca: cert,
      origin: url,
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.terminate();
  });

  it('takes a new certificate into use without a restart, and keeps the old one while the new does not fit', async () => {
    const folder = temporaryFolder();
    const [first, second] = [
      await ownCertificate(join(folder, 'a')),
      await ownCertificate(join(folder, 'b')),
    ];
    const served = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    copyFileSync(first.certFile, served.certFile);
    copyFileSync(first.keyFile, served.keyFile);
    const { url } = await serveApp({}, { certificate: served });
    const [before, after] = [readCertificate(first).fingerprint, readCertificate(second).fingerprint];
    expect(await shownBy(url)).toBe(before);
    // Between the two copies certificate and key do not belong together.
    copyFileSync(second.certFile, served.certFile);
    expect(() => readCertificate(served)).toThrow(expect.objectContaining({ code: 'certificate-invalid' }));
    expect(await shownBy(url)).toBe(before);
    copyFileSync(second.keyFile, served.keyFile);
    await waitUntil('the new certificate is shown', async () => (await shownBy(url)) === after);
    writeFileSync(served.certFile, 'not a certificate');
    expect(await shownBy(url)).toBe(after);
  });
});
