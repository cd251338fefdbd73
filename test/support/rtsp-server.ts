import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

const SDP = [
  'v=0',
  'o=- 0 0 IN IP4 127.0.0.1',
  's=test camera',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1',
  'a=control:track0',
  '',
].join('\r\n');

/** A network camera: H.264 over RTSP, RTP interleaved in the TCP connection, any path, any password. */
export async function startRtspServer(options: { port?: number; silent?: boolean } = {}) {
  const cameras = new Set<Camera>();
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.setEncoding('latin1').on('data', (data: string) => {
      text += data;
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        if (hangs) return;
        const request = text.slice(text.search(/[A-Z_]+ rtsp:/), end);
        text = text.slice(end + 4);
        requests.push(request.split(' ', 1)[0] ?? '');
        socket.write(answer(request));
        if (!request.startsWith('PLAY') || options.silent) continue;
        const camera = new Camera(socket);
        cameras.add(camera);
        socket.once('close', () => camera.stop());
      }
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** Methods the client called, in order. */
    requests: requests as readonly string[],
    /** The connection stays open, but no picture comes any more. */
    fallSilent(): void {
      for (const camera of cameras) camera.stop();
    },
    /** No picture and no word comes any more from it, also to those who connect anew, as from behind a pulled cable. */
    hang(): void {
      hangs = true;
      for (const camera of cameras) camera.stop();
    },
    async close(): Promise<void> {
      for (const camera of cameras) camera.stop();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(request: string): string {
  const sequence = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0';
  const head = `RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\nSession: 1\r\n`;
  switch (request.split(' ', 1)[0]) {
    case 'OPTIONS':
      return `${head}Public: DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n\r\n`;
    case 'DESCRIBE':
      return `${head}Content-Type: application/sdp\r\nContent-Length: ${SDP.length}\r\n\r\n${SDP}`;
    case 'SETUP':
      return `${head}Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n`;
    default:
      return `${head}\r\n`;
  }
}

/** ffmpeg encodes to RTP over loopback UDP; each packet goes on into the RTSP connection. */
class Camera {
  readonly #udp: UdpSocket = createSocket('udp4');
  #encoder: ChildProcess | undefined;
  #stopped = false;

  constructor(viewer: Socket) {
    this.#udp.on('message', (packet) => {
      const head = Buffer.from([0x24, 0, packet.length >> 8, packet.length & 0xff]);
      if (viewer.writable) viewer.write(Buffer.concat([head, packet]));
    });
    this.#udp.bind(0, '127.0.0.1', () => {
      if (this.#stopped) return;
      const { port } = this.#udp.address();
      const input = ['-v', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=30'];
      const codec = [
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-tune',
        'zerolatency',
        '-g',
        '15',
        '-pix_fmt',
        'yuv420p',
      ];
      const output = ['-f', 'rtp', `rtp://127.0.0.1:${port}?pkt_size=1200`];
      this.#encoder = spawn('ffmpeg', [...input, ...codec, ...output], { stdio: 'ignore' });
    });
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#encoder?.kill('SIGKILL');
    this.#udp.close();
  }
}
