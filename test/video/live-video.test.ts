import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HematovisionError } from '../../src/core/errors.ts';
import { FIELD_WITH_LYMPHOCYTE } from '../server/serve-app.ts';
import { openFileCount } from '../support/processes.ts';
import { waitUntil } from '../support/wait-until.ts';
import { liveVideo } from './live-pictures.ts';
import { Player } from './player.ts';

const LIMIT_MS = 20_000;

/** A player that has joined and sees pictures. */
async function watching(
  video: ReturnType<typeof liveVideo>,
  config: Parameters<typeof Player.create>[0] = {},
) {
  const { player, offer } = await Player.create(config);
  onTestFinished(() => player.close());
  const joined = await video.join(offer);
  await player.accept(joined.answer);
  await waitUntil('the picture comes', () => player.packets.length > 0, LIMIT_MS);
  return { player, ...joined };
}

const codeOf = (fault: unknown) => (fault instanceof HematovisionError ? fault.code : fault);

describe('live video', () => {
  it('begins with a key frame, and tells of each picture what it shows', async () => {
    const { player } = await watching(liveVideo());
    expect(player.keyFrames[0]).toBe(player.packets[0]?.header.timestamp);
    const shown = await waitUntil('picture and overlay meet', () =>
      player.headers.find(({ rtpTimestamp }) =>
        player.packets.some(({ header }) => header.timestamp === rtpTimestamp),
      ),
    );
    expect(shown).toMatchObject({ width: 320, height: 240, ...FIELD_WITH_LYMPHOCYTE });
    expect(shown.ageMs).toBeGreaterThan(0);
  });

  it('numbers its packets without a gap and ends each picture with a mark', async () => {
    const { player } = await watching(liveVideo());
    await waitUntil('some pictures came', () => player.packets.length > 20, LIMIT_MS);
    const packets = player.packets.slice(0, 20).map(({ header }) => header);
    for (const [i, { sequenceNumber, timestamp, marker }] of packets.entries()) {
      const next = packets[i + 1];
      if (!next) continue;
      expect(next.sequenceNumber).toBe((sequenceNumber + 1) & 0xffff);
      expect(next.timestamp !== timestamp).toBe(marker);
    }
  });

  it.each(['sendPli', 'sendFir'] as const)('gives a key frame to a player that asks by %s', async (ask) => {
    const { player } = await watching(liveVideo());
    await waitUntil('the first key frame has passed', () => player.packets.length > 10, LIMIT_MS);
    const before = player.keyFrames.length;
    await player[ask]();
    await waitUntil('another came', () => player.keyFrames.length > before, LIMIT_MS);
  });

  it('gives a key frame to whoever joins, from the one encoder that runs', async () => {
    const video = liveVideo();
    const first = await watching(video);
    await waitUntil('the first player is well under way', () => first.player.packets.length > 10, LIMIT_MS);
    const { pid } = video.rungs.full;
    const second = await watching(video);
    expect(second.player.keyFrames[0]).toBe(second.player.packets[0]?.header.timestamp);
    expect(video.rungs.full.pid).toBe(pid);
    expect(video.rungs.reduced.pid).toBeNull();
    expect(video.state).toMatchObject({ encoder: 'libx264', viewers: 2 });
  });

  it('goes on with a key frame when the encoder died', async () => {
    const video = liveVideo();
    const { player } = await watching(video);
    const before = player.keyFrames.length;
    process.kill(video.rungs.full.pid ?? 0, 'SIGKILL');
    await waitUntil('the picture is back', () => player.keyFrames.length > before, LIMIT_MS);
  });

  it('sends the small picture over a line that loses packets, without a picture twice', async () => {
    const video = liveVideo();
    const { player } = await watching(video);
    // werift lets through what this percentage says.
    player.peer.config.debug = { inboundPacketLoss: 50 };
    await waitUntil('the small one is chosen', () => video.state.reducedViewers === 1, LIMIT_MS);
    player.peer.config.debug = {};
    await waitUntil('the large one is no longer encoded', () => video.rungs.full.pid === null, LIMIT_MS);
    const before = player.packets.length;
    await waitUntil('the picture goes on', () => player.packets.length > before + 10, LIMIT_MS);
    // As they were sent; some came late, when they were sent again.
    const first = player.packets[0]?.header.sequenceNumber ?? 0;
    const place = ({ header }: { header: { sequenceNumber: number } }) =>
      (header.sequenceNumber - first + 0x1_0000) & 0xffff;
    const sent = player.packets.toSorted((a, b) => place(a) - place(b)).map(({ header }) => header.timestamp);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    expect(video.state.packetsLost).toBeGreaterThan(0);
  });

  it('closes a viewer that fell silent, and its encoder with it', async () => {
    const video = liveVideo({ silentMs: 3000 });
    const { player, ended } = await watching(video);
    // As if its cable were pulled: no goodbye.
    for (const { connection } of player.peer.iceTransports) await connection.close();
    await ended;
    expect(video.state.viewers).toBe(0);
    await waitUntil('no encoder runs', () => video.rungs.full.pid === null);
  });

  it('closes a viewer that sends what cannot be read, and nothing else ends', async () => {
    const video = liveVideo();
    const { player, ended } = await watching(video);
    // Twelve bytes make a header of SCTP; these are fewer.
    await player.peer.dtlsTransports[0]?.sendData(Buffer.from([1, 2, 3]));
    await ended;
    expect(video.state.viewers).toBe(0);
    await watching(video);
  });

  it('closes a viewer that never came', async () => {
    const video = liveVideo({ silentMs: 1000 });
    const { player, offer } = await Player.create();
    onTestFinished(() => player.close());
    const { ended } = await video.join(offer);
    await ended;
    expect(video.state.viewers).toBe(0);
  });

  it('finds a player that hides its addresses behind names, and one that has no more to tell', async () => {
    const video = liveVideo();
    const { player, offer } = await Player.create();
    onTestFinished(() => player.close());
    const hidden = offer.replace(
      /^(a=candidate:\S+ \d \S+ \d+ )\S+/gm,
      '$18f0f5c3a-1c1e-4b1e-9d43-5a9d9e1b9c11.local',
    );
    expect(hidden).toContain('.local');
    const { answer, id } = await video.join(`${hidden.trimEnd()}\r\na=end-of-candidates\r\n`);
    await video.addCandidates(
      id,
      'a=mid:0\r\na=candidate:1 1 udp 2113937151 8f0f5c3a.local 50000 typ host\r\n',
    );
    await player.accept(answer);
    await waitUntil('the picture comes', () => player.packets.length > 0, LIMIT_MS);
  });

  it('reaches a player over TCP where UDP does not get through', async () => {
    const video = liveVideo({ peer: { iceServers: [], iceUseTcp: true } });
    const { player, offer } = await Player.create({ iceUseTcp: true });
    onTestFinished(() => player.close());
    const withoutUdp = (sdp: string) => sdp.replace(/^a=candidate:\S+ \d udp .*\r\n/gim, '');
    const { answer } = await video.join(withoutUdp(offer));
    await player.accept(withoutUdp(answer));
    await waitUntil('the picture comes', () => player.packets.length > 0, LIMIT_MS);
  });

  it('stays within its range of ports, and says when it is used up', async () => {
    const first = await freeRange();
    const peer = { iceServers: [], icePortRange: [first, first + 1] as [number, number], iceUseIpv6: false };
    const video = liveVideo({ peer });
    const offers = await Promise.all(Array.from({ length: 4 }, () => Player.create()));
    onTestFinished(async () => void (await Promise.all(offers.map(({ player }) => player.close()))));
    const ports: number[] = [];
    let refusal: unknown;
    for (const { offer } of offers) {
      const joined = await video.join(offer).catch((fault) => {
        refusal = fault;
      });
      const found = joined?.answer.matchAll(/^a=candidate:\S+ \d udp \d+ \S+ (\d+)/gm) ?? [];
      ports.push(...[...found].map(([, port]) => Number(port)));
    }
    expect(codeOf(refusal)).toBe('video-full');
    expect([...new Set(ports)].sort()).toEqual([first, first + 1]);
  });

  it('refuses everybody where no encoder works', async () => {
    const video = liveVideo({ encoder: null });
    const { player, offer } = await Player.create();
    onTestFinished(() => player.close());
    expect(codeOf(await video.join(offer).catch((fault) => fault))).toBe('encoder-missing');
    expect(video.state).toMatchObject({ encoder: null, viewers: 0 });
  });

  it('leaves nothing behind: no encoder, no socket', async () => {
    const video = liveVideo();
    const join = async () => {
      const { player, offer } = await Player.create();
      const { answer, id } = await video.join(offer);
      await player.accept(answer);
      await waitUntil('the picture comes', () => player.packets.length > 0, LIMIT_MS);
      await video.leave(id);
      await player.close();
    };
    await join();
    await waitUntil('all is quiet', () => video.rungs.full.pid === null);
    const before = openFileCount();
    for (let i = 0; i < 3; i++) await Promise.all(Array.from({ length: 8 }, join));
    await waitUntil(
      'all is quiet',
      () => video.rungs.full.pid === null && openFileCount() <= before,
      LIMIT_MS,
    );
    expect(video.state.viewers).toBe(0);
  }, 90_000);
});

/** The first of two neighbouring UDP ports that are free. */
async function freeRange(): Promise<number> {
  const socket = createSocket('udp4').bind(0);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return Math.min(port, 65_000);
}
