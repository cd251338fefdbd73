import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Server } from 'node-hl7-server';
import { onTestFinished } from 'vitest';
import { MllpReader, mllpFrame } from '../../src/lab/mllp-frame.ts';
import { freePort } from './mosquitto-process.ts';

/** A receiver of HL7 of others (node-hl7-server), which keeps what it took, and answers as it is told. */
export async function startHl7Receiver(answerOf: (controlId: string) => 'AA' | 'AE' | 'AR' = () => 'AA') {
  const port = await freePort();
  const taken: string[] = [];
  const server = new Server({ bindAddress: '127.0.0.1' });
  const inbound = server.createInbound({ port }, async (request, response) => {
    const message = request.getMessage();
    const answer = answerOf(message.get('MSH.10').toString());
    if (answer === 'AA') taken.push(message.toString());
    await response.sendResponse(answer);
  });
  await once(inbound, 'listen');
  onTestFinished(async () => void (await inbound.close()));
  return { port, taken };
}

export type Script = (message: string, socket: Socket) => string | null;

/** An acknowledgement as receivers write it. */
export function acknowledgement(code: string, controlId: string, error?: readonly [string, string]): string {
  const err = error ? `ERR|||${error[0]}|E||||${error[1]}\r` : '';
  return `MSH|^~\\&|LIS||HematoVision||20260314092001||ACK^R01^ACK|1|P|2.5.1\rMSA|${code}|${controlId}\r${err}`;
}

export function controlIdOf(message: string): string {
  return message.split('|')[9] ?? '';
}

/** A receiver that does what no good one would: `script` gives the answer to each message, null for none. */
export async function startScriptedReceiver(script: Script, port = 0) {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const reader = new MllpReader(1_000_000);
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      for (const message of reader.read(piece)) {
        received.push(message);
        const answer = script(message, socket);
        if (answer !== null) socket.write(mllpFrame(answer));
      }
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, received, close };
}
