import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A web camera and a web server in one: /video.mp4 (with byte ranges), /live.mjpeg (endless), /secret (401),
 * anything else 404. `port` 0 takes a free one.
 */
export async function startVideoServer(options: { video: string; port?: number }) {
  const encoders = new Set<ChildProcess>();
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/video.mp4') sendFile(options.video, request, response);
    else if (path === '/live.mjpeg') sendMjpeg(response, encoders);
    else response.writeHead(path === '/secret' ? 401 : 404).end();
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    /** Cuts all viewers off and stops listening. */
    async close(): Promise<void> {
      for (const encoder of encoders) encoder.kill('SIGKILL');
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function sendFile(path: string, request: IncomingMessage, response: ServerResponse): void {
  const { size } = statSync(path);
  const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = to ? Number(to) : size - 1;
  const range = from ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {};
  const headers = {
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start + 1,
    'Content-Type': 'video/mp4',
  };
  response.writeHead(from ? 206 : 200, { ...headers, ...range });
  createReadStream(path, { start, end }).pipe(response);
}

function sendMjpeg(response: ServerResponse, encoders: Set<ChildProcess>): void {
  const source = 'testsrc=size=320x240:rate=30';
  const args = ['-v', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', source, '-f', 'mpjpeg', 'pipe:1'];
  const encoder = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  encoders.add(encoder);
  encoder.once('exit', () => encoders.delete(encoder));
  response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=ffmpeg' });
  encoder.stdout.pipe(response);
  response.once('close', () => encoder.kill('SIGKILL'));
}
