import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeJpeg } from '../../src/server/jpeg.ts';
import { Rung, rtpTimestampOf, type VideoFrame } from '../../src/video/rung.ts';
import { greyFrame } from '../server/serve-app.ts';
import { groupMembers } from '../support/processes.ts';
import { SILENT } from '../support/silent-log.ts';
import { waitUntil } from '../support/wait-until.ts';
import { FORMAT } from './live-pictures.ts';

const SEQUENCE_PARAMETERS = 7;
const KEY_SLICE = 5;
const SLICE = 1;

/** A rung that somebody watches, and the means to show it pictures one by one. */
async function watchedRung(quality: 'full' | 'reduced' = 'full') {
  const rung = new Rung({ quality, encoder: 'libx264', format: FORMAT, log: SILENT });
  onTestFinished(() => rung.close());
  const frames: VideoFrame[] = [];
  const leave = rung.attach((frame) => frames.push(frame));
  const jpeg = await encodeJpeg(greyFrame({ seq: 0 }), 90);
  const started = () => waitUntil('the encoder runs', () => rung.pid, 20_000);
  let nextMs = 0;
  /** Offers the picture after the last one; resolves with what came out. */
  const showNext = (): Promise<VideoFrame> => {
    nextMs += 33;
    return show(nextMs);
  };
  /** Offers a picture captured at this moment of the stream; resolves with what came out. */
  const show = async (atMs: number): Promise<VideoFrame> => {
    const capturedAtNs = 1_000_000_000n + BigInt(atMs) * 1_000_000n;
    rung.offer({ jpeg, capturedAtNs, describe: (rtpTimestamp) => `shows ${rtpTimestamp}` });
    return waitUntil('it is encoded', () => frames.find((one) => one.capturedAtNs === capturedAtNs), 20_000);
  };
  return { rung, frames, leave, started, show, showNext, jpeg };
}

const nalTypes = ({ payloads }: VideoFrame) => payloads.map((payload) => payload.readUInt8(0) & 0x1f);

describe('one quality of the video', () => {
  it('is constrained baseline and begins with a key frame, the parameter sets before it', async () => {
    const { started, show } = await watchedRung();
    await started();
    const first = await show(0);
    expect(first.isKey).toBe(true);
    expect(nalTypes(first)).toEqual([SEQUENCE_PARAMETERS, 8, KEY_SLICE]);
    const [, profile = 0, constraints = 0] = first.payloads[0] ?? [];
    expect([profile, constraints & 0x40]).toEqual([66, 0x40]);
    const second = await show(33);
    expect([second.isKey, nalTypes(second)]).toEqual([false, [SLICE]]);
  });

  it('names its parameter sets otherwise than the other quality does, whose loss would go unnoticed', async () => {
    const named = async (quality: 'full' | 'reduced') => {
      const { started, show } = await watchedRung(quality);
      await started();
      const [sequence, picture] = (await show(0)).payloads;
      // Exp-Golomb codes behind NAL header, profile, constraints and level: 1 is 0, 010 is 1.
      return [sequence?.readUInt8(4), picture?.readUInt8(1)].map((byte = 0) =>
        byte >> 7 === 1 ? 0 : byte >> 5,
      );
    };
    expect(await named('full')).toEqual([0, 0]);
    expect(await named('reduced')).toEqual([0b010, 0b010]);
  });

  it('tells each picture by the time of its capture', async () => {
    const { started, show } = await watchedRung();
    await started();
    for (const atMs of [0, 33, 67, 500, 501]) {
      const rtpTimestamp = 90_000 + atMs * 90;
      expect(await show(atMs)).toMatchObject({ rtpTimestamp, overlay: `shows ${rtpTimestamp}` });
    }
    expect(rtpTimestampOf(2n ** 63n)).toBeLessThan(2 ** 32);
  });

  it('makes one picture a key frame for whoever asks, and no other', async () => {
    const { rung, started, showNext } = await watchedRung();
    await started();
    await showNext();
    rung.requestKeyFrame();
    await waitUntil('the wish is granted', async () => (await showNext()).isKey);
    for (let i = 0; i < 5; i++) expect((await showNext()).isKey).toBe(false);
    expect(rung.keyFrames).toBe(2);
  });

  it('runs no encoder while nobody watches, and one for all who do', async () => {
    const { rung, leave, started, show } = await watchedRung();
    const pid = await started();
    const second: VideoFrame[] = [];
    const leaveToo = rung.attach((frame) => second.push(frame));
    await show(0);
    expect([rung.pid, second.length]).toEqual([pid, 1]);
    leave();
    leaveToo();
    await waitUntil('the encoder is gone', () => groupMembers(pid).length === 0);
    rung.attach(() => undefined);
    await waitUntil('another one runs', () => rung.pid !== null && rung.pid !== pid, 20_000);
  });

  it('replaces an encoder that died, and begins anew with a key frame', async () => {
    const { started, show, rung } = await watchedRung();
    const pid = await started();
    await show(0);
    await show(33);
    process.kill(pid, 'SIGKILL');
    await waitUntil('another one runs', () => rung.pid !== null && rung.pid !== pid);
    expect((await show(5000)).isKey).toBe(true);
  });

  it('replaces an encoder that hangs, and shows no picture late', async () => {
    const { started, show, rung, jpeg, frames } = await watchedRung();
    const pid = await started();
    await show(0);
    process.kill(pid, 'SIGSTOP');
    let atMs = 0;
    await waitUntil('another one runs', () => {
      if (rung.pid !== null && rung.pid !== pid) return true;
      atMs += 15;
      rung.offer({ jpeg, capturedAtNs: 2_000_000_000n + BigInt(atMs) * 1_000_000n, describe: () => '' });
      return false;
    });
    expect(groupMembers(pid)).toEqual([]);
    frames.length = 0;
    expect((await show(60_000)).isKey).toBe(true);
  });

  it('ends at once when it is closed before the encoder began', async () => {
    const { rung } = await watchedRung();
    await rung.close();
    expect(rung.pid).toBeNull();
  });

  it('is half the size where it is reduced', async () => {
    const full = await watchedRung();
    const reduced = await watchedRung('reduced');
    await Promise.all([full.started(), reduced.started()]);
    const [, , , , ...sizeOfFull] = (await full.show(0)).payloads[0] ?? [];
    const [, , , , ...sizeOfReduced] = (await reduced.show(0)).payloads[0] ?? [];
    expect(sizeOfReduced).not.toEqual(sizeOfFull);
  });
});
