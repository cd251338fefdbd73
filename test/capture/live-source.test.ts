import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFfmpegSource } from '../../src/capture/ffmpeg-source.ts';
import type { FfmpegSourceOptions } from '../../src/capture/ffmpeg-source-options.ts';
import { captureChildren, groupMembers, openFileCount } from '../support/processes.ts';
import { ffmpeg, makeVideo, temporaryFolder } from '../support/sample-video.ts';
import { standInFfmpeg } from '../support/stand-in-ffmpeg.ts';
import { waitUntil } from '../support/wait-until.ts';
import { frameSourceContract } from './frame-source-contract.ts';
import { watchSource } from './watch-source.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let video: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  video = await makeVideo(folder.path('slide.mp4'), { size: '160x120', seconds: 1 });
});
afterAll(() => folder.remove());

const quick = { firstDelayMs: 20, maxDelayMs: 200, resetAfterMs: 10_000 };
const open = (path: string, options: Partial<FfmpegSourceOptions> = {}) =>
  openFfmpegSource({
    address: { kind: 'file', path },
    width: 160,
    height: 120,
    fps: 30,
    stallMs: 2500,
    loop: true,
    pace: 'realtime',
    backoff: quick,
    ...options,
  });

frameSourceContract('A file played in real time', () => ({
  open: () => open(video),
  width: 160,
  height: 120,
}));

describe('a file played as a camera', () => {
  it('keeps its own rate and ends when it is over', async () => {
    const source = open(video, { loop: false });
    const times: bigint[] = [];
    for await (const frame of source.frames(new AbortController().signal)) {
      times.push(frame.capturedAtNs);
      frame.release();
    }
    expect(times.length + source.status.droppedFrames).toBe(30);
    const seconds = Number((times.at(-1) ?? 0n) - (times[0] ?? 0n)) / 1e9;
    expect(seconds).toBeGreaterThan(0.8);
    expect(seconds).toBeLessThan(2);
    expect(source.status).toMatchObject({ state: 'ended', message: null });
  });

  it('starts again without end when looped', async () => {
    const watched = watchSource(open(video, { loop: true }));
    await waitUntil('more frames came than the file has', () => watched.frames > 45);
    expect(captureChildren()).toHaveLength(1);
    expect(watched.source.status.fps).toBeGreaterThan(15);
    await watched.stop();
  });

  it('is put between bars when its shape is another one', async () => {
    const square = folder.path('square.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'color=white:size=100x100:rate=30:duration=1', square);
    for await (const frame of open(square).frames(new AbortController().signal)) {
      const middleRow = frame.pixels.subarray(60 * 160 * 3, 61 * 160 * 3);
      expect(middleRow[5 * 3]).toBeLessThan(5);
      expect(middleRow[80 * 3]).toBeGreaterThan(250);
      expect(middleRow[155 * 3]).toBeLessThan(5);
      frame.release();
      break;
    }
  });
});

describe('when ffmpeg fails, a live source', () => {
  it('replaces a killed one, one at a time, and counts on', async () => {
    const watched = watchSource(open(video));
    for (let turn = 0; turn < 2; turn += 1) {
      await waitUntil('frames come', () => watched.source.status.state === 'live');
      const [pid, ...others] = captureChildren();
      expect(others).toEqual([]);
      process.kill(pid ?? 0, 'SIGKILL');
      const { message, hint } = await waitUntil(
        'it is told',
        () => watched.source.status.message !== null && watched.source.status,
      );
      expect(message).toMatch(/^slide\.mp4: ffmpeg was ended by SIGKILL after \d+ pictures/);
      expect(hint).not.toBeNull();
    }
    await waitUntil('frames come again', () => watched.source.status.state === 'live');
    expect(watched.source.status.message).toBeNull();
    expect(watched.mostChildren).toBe(1);
    await watched.stop();
  });

  it('notices a frozen one within 3 s at the default setting, and ends its whole group', async () => {
    const watched = watchSource(open(video));
    await waitUntil('frames come', () => watched.source.status.state === 'live');
    const [pid = 0] = captureChildren();
    const frozenAtMs = performance.now();
    process.kill(pid, 'SIGSTOP');
    await waitUntil('the stall is told', () => watched.source.status.state === 'stalled');
    expect(performance.now() - frozenAtMs).toBeLessThan(3000);
    expect(watched.source.status.message).toBe('slide.mp4: no picture for 2.5 s.');
    await waitUntil('frames come again', () => watched.source.status.state === 'live');
    expect(groupMembers(pid)).toEqual([]);
    expect(watched.mostChildren).toBe(1);
    await watched.stop();
  });

  it('replaces one that never sends a first picture, with what it started', async () => {
    const standIn = standInFfmpeg(folder.path('mute'), 'echo opening >&2; sleep 1000 & wait');
    const watched = watchSource(open(video, { ffmpegPath: standIn.path, startMs: 200 }));
    const { message } = await waitUntil(
      'it is told',
      () => watched.source.status.state === 'stalled' && watched.source.status,
    );
    expect(message).toBe('slide.mp4: opened, but no picture came within 0.2 s.\nopening');
    await waitUntil('it was tried three times', () => standIn.calls().length >= 3);
    await watched.stop();
    expect(watched.frames).toBe(0);
  });

  it('starts with a whole picture after one that ended in the middle of a picture', async () => {
    // Every run: one picture of 0x41 and a half one. A cutter that kept the half would mix two runs.
    const bytes = 'head -c $((BYTES + BYTES / 2)) < <(yes | tr "y\\n" "AA")';
    const standIn = standInFfmpeg(folder.path('half'), `${bytes}; echo cable >&2; exit 3`);
    const source = open(video, { ffmpegPath: standIn.path });
    const watched = watchSource(source, (frame) =>
      expect(frame.pixels.every((value) => value === 0x41)).toBe(true),
    );
    await waitUntil('several runs', () => standIn.calls().length > 4);
    await waitUntil('the fault is told', () =>
      source.status.message?.includes('(code 3) after 1 pictures, in the middle of the next.\ncable'),
    );
    await watched.stop();
  });

  it('replaces one that hangs in the middle of a picture and ignores SIGTERM, with all it started', async () => {
    const standIn = standInFfmpeg(
      folder.path('deaf'),
      'trap "" TERM; head -c $((BYTES * 3 / 2)) /dev/zero; sleep 1000 & while :; do wait; done',
    );
    const watched = watchSource(open(video, { ffmpegPath: standIn.path, stallMs: 250 }));
    const { message } = await waitUntil(
      'the stall is told',
      () => watched.source.status.state === 'stalled' && watched.source.status,
    );
    expect(message).toBe('slide.mp4: no picture for 0.25 s.');
    const [pid = 0] = captureChildren();
    await waitUntil('it was tried three times', () => standIn.calls().length >= 3, 20_000);
    expect(groupMembers(pid)).toEqual([]);
    expect(watched.frames).toBeGreaterThanOrEqual(2);
    expect(watched.mostChildren).toBe(1);
    await watched.stop();
  });

  it('goes on trying when the file is missing, not a video or without pictures, until it is there', async () => {
    const path = folder.path('later.mp4');
    const watched = watchSource(open(path));
    const told = (code: RegExp) =>
      waitUntil(`${code} is told`, () => code.test(watched.source.status.message ?? ''));
    await told(/later\.mp4 does not exist/);
    expect(watched.source.status.state).toBe('failed');
    await writeFile(path, 'words, words, words');
    await told(/not a video that ffmpeg can read/);
    const silent = folder.path('silent.mp4');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=duration=0.2', silent);
    renameSync(silent, path);
    await told(/holds no video pictures/);
    renameSync(await makeVideo(folder.path('good.mp4'), { size: '160x120', seconds: 1 }), path);
    await waitUntil('frames come', () => watched.source.status.state === 'live');
    await watched.stop();
  });

  it('says that ffmpeg is not installed, and uses it once it is', async () => {
    const path = folder.path('ffmpeg-later');
    const watched = watchSource(open(video, { ffmpegPath: path }));
    await waitUntil('it is told', () => watched.source.status.hint === 'Install it: apt-get install ffmpeg');
    standInFfmpeg(path);
    await waitUntil('frames come', () => watched.source.status.state === 'live');
    await watched.stop();
  });

  it('leaves no handle behind, however often it restarts', async () => {
    const standIn = standInFfmpeg(
      folder.path('short-lived'),
      'head -c $((BYTES * 2)) /dev/zero; echo over >&2; exit 1',
    );
    const backoff = { firstDelayMs: 1, maxDelayMs: 2, resetAfterMs: 10_000 };
    const watched = watchSource(open(video, { ffmpegPath: standIn.path, backoff }));
    const runs = (count: number) => waitUntil(`${count} runs`, () => standIn.calls().length >= count, 20_000);
    await runs(2);
    const before = { files: openFileCount(), resources: process.getActiveResourcesInfo().length };
    await runs(13);
    await watched.stop();
    // Those of a run under way may have been part of the first count, none of ten others.
    expect(openFileCount()).toBeLessThanOrEqual(before.files);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before.resources);
    expect(watched.mostChildren).toBeLessThanOrEqual(1);
  });
});

describe('when this program dies', () => {
  it('takes ffmpeg along, even when both are past cleaning up', async () => {
    const module = new URL('../../src/capture/ffmpeg-source.ts', import.meta.url).href;
    const address = { kind: 'file', path: video };
    const options = {
      address,
      width: 160,
      height: 120,
      fps: 30,
      stallMs: 2500,
      loop: true,
      pace: 'realtime',
    };
    const program = `
      import { openFfmpegSource } from '${module}';
      for await (const frame of openFfmpegSource(${JSON.stringify(options)}).frames(new AbortController().signal)) {
        frame.release();
        process.stdout.write('.');
      }`;
    const daemon = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(daemon.stdout, 'data');
    const [pid = 0] = captureChildren(daemon.pid);
    expect(groupMembers(pid)).toEqual([pid]);
    process.kill(pid, 'SIGSTOP');
    daemon.kill('SIGKILL');
    await waitUntil('ffmpeg is gone', () => groupMembers(pid).length === 0);
  });
});
