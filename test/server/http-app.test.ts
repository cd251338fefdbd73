import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { HematovisionError } from '../../src/core/errors.ts';
import { FIELD_WITH_LYMPHOCYTE, greyFrame, SNAPSHOT, STATE, serveApp } from './serve-app.ts';

const asJson = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

describe('HTTP API', () => {
  it('tells state and differential', async () => {
    const { url } = await serveApp();
    expect(await (await fetch(`${url}/api/state`)).json()).toEqual(STATE);
    expect(await (await fetch(`${url}/api/sessions/current`)).json()).toEqual(SNAPSHOT);
  });

  it('starts a session by accession and refuses what could be a path or a name', async () => {
    const { url } = await serveApp();
    const started = await fetch(`${url}/api/sessions`, asJson({ accession: '26-04712' }));
    expect(started.status).toBe(201);
    expect(await started.json()).toMatchObject({ accession: '26-04712' });
    for (const accession of ['../etc/passwd', 'John Doe', 'x'.repeat(65), 7]) {
      const refused = await fetch(`${url}/api/sessions`, asJson({ accession }));
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ code: 'invalid-request', message: /accession/ });
    }
    const unknownKey = await fetch(`${url}/api/sessions`, asJson({ accesion: '1' }));
    expect(unknownKey.status).toBe(400);
    const notJson = await fetch(`${url}/api/sessions`, { ...asJson({}), body: '{' });
    expect(notJson.status).toBe(400);
  });

  it('answers a fault with code, message and hint', async () => {
    const { url } = await serveApp({
      endSession: () => {
        throw new HematovisionError('session-missing', 'No session is running.');
      },
    });
    const answer = await fetch(`${url}/api/sessions/current/end`, { method: 'POST' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      code: 'session-missing',
      message: 'No session is running.',
      hint: /./,
    });
  });

  it('hides what broke inside, and goes on', async () => {
    const { url } = await serveApp({
      snapshot: () => {
        throw new Error('/secret/path');
      },
    });
    const answer = await fetch(`${url}/api/sessions/current`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('serves crops, and 404 with a problem for cells it does not know', async () => {
    const id = '01890000-0000-7000-8000-000000000002';
    const { url } = await serveApp({ cropJpeg: (cell) => (cell === id ? new Uint8Array([1, 2, 3]) : null) });
    const crop = await fetch(`${url}/api/cells/${id}/crop.jpg`);
    expect(crop.headers.get('content-type')).toBe('image/jpeg');
    expect(new Uint8Array(await crop.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect((await fetch(`${url}/api/cells/${id.replace('2', '3')}/crop.jpg`)).status).toBe(404);
    expect((await fetch(`${url}/api/cells/..%2f..%2fetc/crop.jpg`)).status).toBe(400);
  });

  it('describes itself as OpenAPI 3.1', async () => {
    const { url } = await serveApp();
    const description = (await (await fetch(`${url}/api/openapi.json`)).json()) as {
      openapi: string;
      paths: object;
    };
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toEqual(
      expect.arrayContaining([
        '/api/state',
        '/api/sessions',
        '/api/sessions/current/end',
        '/api/cells/{id}/crop.jpg',
      ]),
    );
  });

  it('leads whoever looks for the page to try the API to the dashboard’s', async () => {
    const { url } = await serveApp();
    const answer = await fetch(`${url}/api/docs`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.get('location') ?? '', answer.url).href).toBe(`${url}/#/api`);
  });

  it('does what its own pages ask and refuses what foreign pages ask', async () => {
    const { url } = await serveApp();
    const own = await fetch(`${url}/api/sessions`, asJson({}, { origin: url }));
    expect(own.status).toBe(201);
    const foreign = await fetch(`${url}/api/sessions`, asJson({}, { origin: 'http://evil.example' }));
    expect(foreign.status).toBe(403);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { origin: 'http://evil.example' });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });

  it('plays as MJPEG in a program that knows nothing of us, boxes drawn in', async () => {
    const { hub, url } = await serveApp();
    const args = [
      '-v',
      'error',
      '-f',
      'mpjpeg',
      '-i',
      `${url}/live.mjpeg`,
      '-frames:v',
      '3',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ];
    const player = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    player.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    let playing = true;
    player.once('exit', () => {
      playing = false;
    });
    for (let seq = 0; playing; seq++) {
      await hub.show(greyFrame({ seq }), FIELD_WITH_LYMPHOCYTE);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const pixels = Buffer.concat(chunks);
    expect(pixels.length).toBe(3 * 320 * 240 * 3);
    const at = (x: number, y: number) => [...pixels.subarray((y * 320 + x) * 3, (y * 320 + x) * 3 + 3)];
    expect(at(50, 200).every((value) => Math.abs(value - 200) < 8)).toBe(true);
    // The left edge of the box is drawn in a colour; the grey picture has none.
    const edge = at(101, 110);
    expect(Math.max(...edge) - Math.min(...edge)).toBeGreaterThan(40);
    expect(hub.viewerCount).toBe(0);
  });

  it('says which port is taken', async () => {
    const { url } = await serveApp();
    const { listen } = await import('../../src/server/listen.ts');
    const { OpenAPIHono } = await import('@hono/zod-openapi');
    const port = Number(new URL(url).port);
    await expect(listen(new OpenAPIHono(), { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(String(port)),
    });
  });
});
