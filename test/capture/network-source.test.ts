import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFfmpegSource } from '../../src/capture/ffmpeg-source.ts';
import type { FfmpegSourceOptions } from '../../src/capture/ffmpeg-source-options.ts';
import { type FfmpegAddress, parseSource } from '../../src/capture/source-address.ts';
import { startRtspServer } from '../support/rtsp-server.ts';
import { makeVideo, temporaryFolder } from '../support/sample-video.ts';
import { startVideoServer } from '../support/video-server.ts';
import { waitUntil } from '../support/wait-until.ts';
import { frameSourceContract } from './frame-source-contract.ts';
import { watchSource } from './watch-source.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let web: Awaited<ReturnType<typeof startVideoServer>>;
let video: string;
let camera: Awaited<ReturnType<typeof startRtspServer>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  video = await makeVideo(folder.path('slide.mp4'), { size: '160x120', seconds: 1 });
  web = await startVideoServer({ video });
  camera = await startRtspServer();
});
afterAll(async () => {
  await web.close();
  await camera.close();
  await folder.remove();
});

const open = (address: string, options: Partial<FfmpegSourceOptions> = {}) =>
  openFfmpegSource({
    address: parseSource(address) as FfmpegAddress,
    width: 320,
    height: 240,
    fps: 30,
    stallMs: 2500,
    loop: false,
    pace: 'realtime',
    backoff: { firstDelayMs: 20, maxDelayMs: 200, resetAfterMs: 10_000 },
    ...options,
  });
const size = { width: 320, height: 240 };

frameSourceContract('A web camera (MJPEG over HTTP)', () => ({
  open: () => open(`http://127.0.0.1:${web.port}/live.mjpeg`),
  ...size,
}));
frameSourceContract('A network camera (H.264 over RTSP)', () => ({
  open: () => open(`rtsp://u:s3cret@127.0.0.1:${camera.port}/x`),
  ...size,
}));

describe('a recording behind a web server', () => {
  it('plays at its own pace and ends', async () => {
    const source = open(`http://127.0.0.1:${web.port}/video.mp4?token=s3cret`);
    const startedAtMs = performance.now();
    let frames = 0;
    for await (const frame of source.frames(new AbortController().signal)) {
      frames += 1;
      frame.release();
    }
    expect(frames + source.status.droppedFrames).toBe(30);
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
    expect(source.status).toMatchObject({ state: 'ended', message: null });
  });

  it('plays for ever when looped', async () => {
    const watched = watchSource(open(`http://127.0.0.1:${web.port}/video.mp4`, { loop: true }));
    await waitUntil('more frames came than it has', () => watched.frames > 40);
    await watched.stop();
  });
});

describe('a camera on the network', () => {
  it('is told goodbye, so that it frees its session', async () => {
    const own = await startRtspServer();
    const watched = watchSource(open(`rtsp://127.0.0.1:${own.port}/x`));
    await waitUntil('frames come', () => watched.frames > 3);
    await watched.stop();
    expect(own.requests).toEqual(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN']);
    await own.close();
  });

  it('is a stall when it falls silent, and lives on when it sends again', async () => {
    const own = await startRtspServer();
    const watched = watchSource(open(`rtsp://admin:s3cret@127.0.0.1:${own.port}/x`, { stallMs: 500 }));
    await waitUntil('frames come', () => watched.frames > 3);
    own.fallSilent();
    const { message } = await waitUntil(
      'the stall is told',
      () => watched.source.status.state === 'stalled' && watched.source.status,
    );
    expect(message).toMatch(/^rtsp:\/\/127\.0\.0\.1:\d+\/x: no picture for 0\.5 s\./);
    await waitUntil('frames come again', () => watched.source.status.state === 'live');
    expect(watched.mostChildren).toBe(1);
    await watched.stop();
    await own.close();
  });

  it('is a stall when it accepts but never sends a picture', async () => {
    const own = await startRtspServer({ silent: true });
    const watched = watchSource(open(`rtsp://127.0.0.1:${own.port}/x`, { startMs: 600 }));
    const { message } = await waitUntil(
      'it is told',
      () => watched.source.status.state === 'stalled' && watched.source.status,
    );
    expect(message).toContain('opened, but no picture came within 0.6 s');
    await watched.stop();
    await own.close();
  });

  it.each(['rtsp', 'http'] as const)('may go away and come back (%s)', async (kind) => {
    const start = (port: number) =>
      kind === 'rtsp' ? startRtspServer({ port }) : startVideoServer({ video, port });
    const first = await start(0);
    const host = `127.0.0.1:${first.port}`;
    const path = kind === 'rtsp' ? 'x' : 'live.mjpeg';
    const watched = watchSource(open(`${kind}://admin:s3cret@${host}/${path}`));
    await waitUntil('frames come', () => watched.frames > 3);
    await first.close();
    const { state, message, hint } = await waitUntil(
      'it is told',
      () => watched.source.status.message?.includes('Connection refused') && watched.source.status,
    );
    expect(state).toBe('failed');
    expect(message).toContain(`${kind}://${host}/${path}: ffmpeg gave up`);
    expect(message).not.toContain('s3cret');
    expect(hint).toContain('switched on');
    const second = await start(first.port);
    await waitUntil('frames come again', () => watched.source.status.state === 'live');
    expect(watched.mostChildren).toBe(1);
    await watched.stop();
    await second.close();
  });

  it.each([
    ['http', 'nothing', /404 Not Found/, /no stream of this name/],
    ['http', 'secret', /401 Unauthorized/, /user name or password/],
  ])('says what is wrong with the address (%s %s)', async (kind, path, message, hint) => {
    const watched = watchSource(open(`${kind}://127.0.0.1:${web.port}/${path}`));
    const status = await waitUntil(
      'it is told',
      () => watched.source.status.message && watched.source.status,
    );
    expect(status).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    await watched.stop();
  });
});
