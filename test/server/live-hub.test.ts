import { once } from 'node:events';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { decodeFrameMessage, serverMessage } from '../../src/core/wire/live.ts';
import { FIELD_WITH_LYMPHOCYTE, greyFrame, SNAPSHOT, STATE, serveApp } from './serve-app.ts';

/** A connected viewer that keeps everything it was sent. */
async function openViewer(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
  socket.binaryType = 'arraybuffer';
  const facts: unknown[] = [];
  const pictures: ArrayBuffer[] = [];
  socket.on('message', (message, isBinary) => {
    if (isBinary) pictures.push(message as ArrayBuffer);
    else facts.push(JSON.parse(new TextDecoder().decode(message as ArrayBuffer)));
  });
  await once(socket, 'open');
  return { socket, facts, pictures };
}

describe('live hub', () => {
  it('greets a viewer with the facts so far', async () => {
    const { url } = await serveApp();
    const { facts, socket } = await openViewer(url);
    await vi.waitFor(() => expect(facts).toHaveLength(2));
    expect(facts.map((fact) => serverMessage.parse(fact))).toEqual([
      { type: 'state', state: STATE },
      { type: 'snapshot', snapshot: SNAPSHOT },
    ]);
    socket.close();
  });

  it('sends picture and overlay in one message, with its age', async () => {
    const { hub, url } = await serveApp();
    const { pictures, socket } = await openViewer(url);
    await hub.show(greyFrame({ seq: 7 }), FIELD_WITH_LYMPHOCYTE);
    await vi.waitFor(() => expect(pictures).toHaveLength(1));
    const { header, jpeg } = decodeFrameMessage(pictures[0] as ArrayBuffer);
    expect(header).toMatchObject({ seq: 7, width: 320, height: 240, ...FIELD_WITH_LYMPHOCYTE });
    expect(header.ageMs).toBeGreaterThan(0);
    expect(header.ageMs).toBeLessThan(5000);
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 240 });
    socket.close();
  });

  it('refuses a message cut short', () => {
    expect(() => decodeFrameMessage(new ArrayBuffer(3))).toThrow('shorter');
    expect(() => decodeFrameMessage(new Uint8Array([255, 0, 0, 0, 1]).buffer)).toThrow('inside its header');
  });

  it('a viewer that stops reading loses pictures while the others go on, and comes back to the present', async () => {
    const { hub, url } = await serveApp();
    const slow = await openViewer(url);
    const quick = await openViewer(url);
    slow.socket.pause();
    const noise = greyFrame({ seq: 0, width: 1280, height: 960 });
    for (let i = 0; i < noise.pixels.length; i++) noise.pixels[i] = Math.imul(i, 2654435761) >>> 24;
    const rounds = 60;
    for (let seq = 0; seq < rounds; seq++) {
      await hub.show({ ...noise, seq }, FIELD_WITH_LYMPHOCYTE);
      await vi.waitFor(() => expect(quick.pictures.length).toBe(seq + 1));
    }
    slow.socket.resume();
    // What waited for the slow viewer drains first; from then on it is shown pictures again.
    await vi.waitFor(async () => {
      await hub.show({ ...noise, seq: 999 }, FIELD_WITH_LYMPHOCYTE);
      expect(seqOf(slow.pictures.at(-1))).toBe(999);
    });
    expect(slow.pictures.filter((picture) => seqOf(picture) < 999).length).toBeLessThan(rounds);
    slow.socket.close();
    quick.socket.close();
  });

  it('sends no pictures to a viewer that wants none, until it wants them again', async () => {
    const { hub, url } = await serveApp();
    const video = await openViewer(url);
    const other = await openViewer(url);
    // Answered behind what was said before: then the hub knows.
    const say = async (wanted: boolean, id: number) => {
      video.socket.send(JSON.stringify({ type: 'pictures', wanted }));
      video.socket.send(JSON.stringify({ type: 'echo', id }));
      await vi.waitFor(() => expect(video.facts).toContainEqual({ type: 'echo', id }));
    };
    await say(false, 1);
    await hub.show(greyFrame({ seq: 7 }), FIELD_WITH_LYMPHOCYTE);
    await vi.waitFor(() => expect(other.pictures).toHaveLength(1));
    await say(true, 2);
    await hub.show(greyFrame({ seq: 8 }), FIELD_WITH_LYMPHOCYTE);
    await vi.waitFor(() => expect(video.pictures.map(seqOf)).toEqual([8]));
    hub.tell({ type: 'state', state: STATE });
    await vi.waitFor(() => expect(video.facts.at(-1)).toMatchObject({ type: 'state' }));
    expect(other.facts.filter((fact) => (fact as { type: string }).type === 'echo')).toEqual([]);
    video.socket.close();
    other.socket.close();
  });

  it('does not touch the pixels while all who watch want no pictures', async () => {
    const { hub, url } = await serveApp();
    const { socket, facts } = await openViewer(url);
    socket.send('{"type":"pictures","wanted":false}');
    socket.send('{"type":"echo","id":1}');
    await vi.waitFor(() => expect(facts).toContainEqual({ type: 'echo', id: 1 }));
    const unwatched = Object.defineProperty({ ...greyFrame({ seq: 0 }) }, 'pixels', {
      get: () => {
        throw new Error('pixels were read');
      },
    });
    await expect(hub.show(unwatched, FIELD_WITH_LYMPHOCYTE)).resolves.toBeUndefined();
    socket.close();
  });

  it.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['null', 'null'],
    ['words nobody knows', '{"type":"sing"}'],
    ['a wish that is no yes or no', '{"type":"pictures","wanted":"no"}'],
    ['an echo without a number', '{"type":"echo","id":{"toString":1}}'],
    ['bytes', new Uint8Array([0xff, 0xfe, 0, 1])],
  ])('passes over %s', async (_, said) => {
    const { hub, url } = await serveApp();
    const { pictures, facts, socket } = await openViewer(url);
    socket.send(said);
    socket.send('{"type":"echo","id":5}');
    await vi.waitFor(() => expect(facts).toContainEqual({ type: 'echo', id: 5 }));
    await hub.show(greyFrame({ seq: 7 }), FIELD_WITH_LYMPHOCYTE);
    await vi.waitFor(() => expect(pictures).toHaveLength(1));
    socket.close();
  });

  it('cuts off who says too much at once, and nobody else', async () => {
    const { hub, url } = await serveApp();
    const loud = await openViewer(url);
    const other = await openViewer(url);
    const closed = once(loud.socket, 'close');
    loud.socket.send('x'.repeat(100_000));
    expect((await closed)[0]).toBe(1009);
    await hub.show(greyFrame({ seq: 7 }), FIELD_WITH_LYMPHOCYTE);
    await vi.waitFor(() => expect(other.pictures).toHaveLength(1));
    other.socket.close();
  });

  it('forgets a viewer whose connection broke', async () => {
    const { hub, url } = await serveApp();
    const { socket } = await openViewer(url);
    await vi.waitFor(() => expect(hub.viewerCount).toBe(1));
    socket.terminate();
    await vi.waitFor(() => expect(hub.viewerCount).toBe(0));
  });

  it('does not touch the pixels while nobody watches', async () => {
    const { hub } = await serveApp();
    const unwatched = Object.defineProperty({ ...greyFrame({ seq: 0 }) }, 'pixels', {
      get: () => {
        throw new Error('pixels were read');
      },
    });
    await expect(hub.show(unwatched, FIELD_WITH_LYMPHOCYTE)).resolves.toBeUndefined();
  });
});

function seqOf(picture: ArrayBuffer | undefined): number {
  return picture ? decodeFrameMessage(picture).header.seq : -1;
}
