/**
 * The box between a laboratory and the world, run in a namespace of its own: it hands datagrams and connections that
 * reach its doors on to where they belong, after a delay, and loses some of the datagrams. A program, because the
 * kernel at hand may lack netem. Its one argument is a `GateSettings` in JSON.
 */
import { createSocket, type Socket } from 'node:dgram';
import { createServer, connect as openConnection } from 'node:net';

export interface Door {
  readonly from: { readonly host: string; readonly port: number };
  readonly to: { readonly host: string; readonly port: number };
}

export interface GateSettings {
  readonly udp: readonly Door[];
  readonly tcp: readonly Door[];
  /** Under which address the gate passes things on. */
  readonly host: string;
  /** Of the datagrams in either direction. */
  readonly lossShare: number;
  /** In either direction, so a round trip takes twice as long. */
  readonly delayMs: number;
}

const settings = JSON.parse(process.argv[2] ?? '') as GateSettings;
await Promise.all([...settings.udp.map(openUdpDoor), ...settings.tcp.map(openTcpDoor)]);
process.stdout.write('open\n');

function openUdpDoor({ from, to }: Door): Promise<void> {
  const door = createSocket('udp4');
  const ways = new Map<string, Socket>();
  door.on('message', (datagram, sender) => {
    const name = `${sender.address}:${sender.port}`;
    const way = ways.get(name) ?? openWay(to, (answer) => door.send(answer, sender.port, sender.address));
    ways.set(name, way);
    sometime(() => way.send(datagram, to.port, to.host));
  });
  return new Promise((resolve) => door.bind(from.port, from.host, resolve));
}

/** A port of ours for one guest. Like a strict router it lets in only those whom the guest has written to. */
function openWay(to: Door['to'], giveBack: (answer: Buffer) => void): Socket {
  const way = createSocket('udp4').bind(0, settings.host);
  way.on('error', () => undefined); // Nobody listens yet: the network would say nothing either.
  way.on('message', (answer, sender) => {
    if (sender.address === to.host && sender.port === to.port) sometime(() => giveBack(answer));
  });
  return way;
}

function openTcpDoor({ from, to }: Door): Promise<void> {
  const server = createServer((outside) => {
    const inside = openConnection(to);
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      one.on('data', (data) => setTimeout(() => other.write(data), settings.delayMs));
      one.on('close', () => setTimeout(() => other.destroy(), settings.delayMs));
      one.on('error', () => undefined);
    }
  });
  return new Promise((resolve) => server.listen(from.port, from.host, resolve));
}

function sometime(send: () => void): void {
  if (Math.random() >= settings.lossShare) setTimeout(send, settings.delayMs);
}
