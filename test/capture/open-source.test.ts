import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSource, type SourceOptions } from '../../src/capture/open-source.ts';
import { makeVideo, temporaryFolder } from '../support/sample-video.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const options: SourceOptions = {
  source: 'simulator',
  width: 320,
  height: 240,
  fps: 30,
  stallMs: 2500,
  loopFiles: true,
  simulatorSeed: 1,
  micronsPerPixel: 0.075,
};

async function firstFrame(source: ReturnType<typeof openSource>) {
  for await (const frame of source.frames(new AbortController().signal)) {
    const { width, height, seq } = frame;
    frame.release();
    return { width, height, seq };
  }
  return undefined;
}

describe('openSource', () => {
  it('opens the simulated microscope', async () => {
    const source = openSource(options);
    expect(source.label).toBe('simulated microscope');
    expect(await firstFrame(source)).toMatchObject({ width: 320, height: 240 });
  });

  it('opens a file as a camera, in the size of the settings, or for every frame, in its own', async () => {
    const source = `file:${await makeVideo(folder.path('slide.mp4'), { size: '160x120', seconds: 0.5 })}`;
    expect(await firstFrame(openSource({ ...options, source }))).toMatchObject({ width: 320, height: 240 });
    expect(await firstFrame(openSource({ ...options, source, pace: 'asap' }))).toEqual({
      width: 160,
      height: 120,
      seq: 0,
    });
  });

  it('refuses what is no source', () => {
    expect(() => openSource({ ...options, source: 'webcam' })).toThrow(
      expect.objectContaining({ code: 'source-invalid' }),
    );
  });
});
