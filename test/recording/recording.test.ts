import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/capture/open-source.ts';
import { probeVideo } from '../../src/capture/probe-video.ts';
import { segmentFiles } from '../../src/capture/video-segments.ts';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import type { ServerMessage } from '../../src/core/wire/live.ts';
import { openRecording } from '../../src/recording/open-recording.ts';
import { beyondBudget, Recording } from '../../src/recording/recording.ts';
import { EVENTS_FILE } from '../../src/recording/recording-header.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import { RULES } from '../support/laboratory.ts';
import { makeNumberedVideo, makeVideo } from '../support/sample-video.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const HEADER = {
  version: '0.1.0',
  source: 'simulated microscope',
  width: 160,
  height: 120,
  micronsPerPixel: 0.1,
  models: [],
};
const LIVE = { ...HEADER, fps: 30, stallMs: 2500, loopFiles: false, simulatorSeed: 3 };

function record(directory = temporaryFolder(), mostBytes = 1e9): Recording {
  return new Recording({ directory, mostBytes, log: pino({ level: 'silent' }) }, NOW);
}

function snapshot(status: 'counting' | 'ended', revision: number): ServerMessage {
  const tally = { ...emptyTally(), monocyte: revision };
  const session = { ...BLANK_ORDER, session: 's-1', revision, status };
  return { type: 'snapshot', snapshot: differential({ ...session, tally, rules: RULES }) };
}

async function pictures(folder: string): Promise<[seq: number, level: number][]> {
  const seen: [number, number][] = [];
  for await (const frame of openRecording(folder).source.frames(new AbortController().signal)) {
    seen.push([frame.seq, frame.pixels[0] ?? -1]);
    frame.release();
  }
  return seen;
}

describe('Recording', () => {
  it('notes what the pictures are, each counted cell, and when sessions begin and end', async () => {
    const recording = record();
    recording.begin(HEADER);
    recording.note(snapshot('counting', 0));
    recording.note({ type: 'cell', cell: { id: 'c', class: 'monocyte', probability: 0.9, xUm: 1, yUm: 2 } });
    recording.note(snapshot('counting', 1));
    recording.note(snapshot('ended', 2));
    await recording.close();
    const lines = readFileSync(join(recording.folder, EVENTS_FILE), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'recording-started', ...HEADER },
      { event: 'session', session: 's-1', status: 'counting' },
      { event: 'cell', cell: { id: 'c', class: 'monocyte' } },
      { event: 'session', session: 's-1', status: 'ended', n: 2 },
    ]);
  });

  it('clears the oldest minutes away when all recordings together grow too large', async () => {
    const directory = temporaryFolder();
    const old = new Recording(
      { directory, mostBytes: 1e9, log: pino({ level: 'silent' }) },
      new Date('2026-02-01T12:00:00.000Z'),
    );
    await old.close();
    for (const number of [0, 1])
      writeFileSync(join(old.folder, `video-00000${number}.mkv`), Buffer.alloc(600));
    const tidy = record(directory, 1000);
    expect(segmentFiles(old.folder).map((path) => path.slice(-6))).toEqual(['01.mkv']);
    await tidy.close();
  });

  it('keeps what fits the budget, and always the segment that is being written', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 4000 }), (bytes, most) => {
        const files = bytes.map((size, i) => ({ path: String(i), bytes: size }));
        const gone = beyondBudget(files, most);
        expect(gone).toEqual(files.slice(0, gone.length).map(({ path }) => path));
        expect(gone.length).toBeLessThan(files.length);
        const rest = bytes.slice(gone.length).reduce((sum, size) => sum + size, 0);
        if (rest > most) expect(gone.length).toBe(files.length - 1);
        // Not one more than it takes.
        const last = gone.length > 0 ? rest + (bytes[gone.length - 1] ?? 0) : Number.POSITIVE_INFINITY;
        expect(last).toBeGreaterThan(most);
      }),
    );
  });
});

describe('openRecording', () => {
  it('gives every picture of all segments in order, and passes over one a power cut left empty', async () => {
    const recording = record();
    recording.begin(HEADER);
    await recording.close();
    await makeNumberedVideo(join(recording.folder, 'video-000000.mkv'), { size: '160x120', frames: 5 });
    copyFileSync(join(recording.folder, 'video-000000.mkv'), join(recording.folder, 'video-000001.mkv'));
    writeFileSync(join(recording.folder, 'video-000002.mkv'), '');
    expect(openRecording(recording.folder)).toMatchObject({ micronsPerPixel: 0.1, video: { width: 160 } });
    expect(await pictures(recording.folder)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((seq) => [seq, seq % 5]),
    );
  });

  it('says of a folder that it is no recording, and of a recording that it holds no pictures', async () => {
    expect(() => openRecording(temporaryFolder())).toThrow(expect.objectContaining({ code: 'file-missing' }));
    const recording = record();
    recording.begin(HEADER);
    await recording.close();
    expect(() => openRecording(recording.folder)).toThrow(
      expect.objectContaining({ code: 'camera-no-frames' }),
    );
  });
});

describe('a live source that is recorded', () => {
  /** Takes all pictures there are, or the first `most`, and gives how many there were. */
  async function play(source: string, recordTo: string, most = Number.POSITIVE_INFINITY): Promise<number> {
    let taken = 0;
    for await (const frame of openSource({ ...LIVE, source, recordTo }).frames(
      new AbortController().signal,
    )) {
      frame.release();
      if (++taken >= most) break;
    }
    return taken;
  }

  it('is copied as it came where it is compressed', async () => {
    const video = await makeVideo(join(temporaryFolder(), 'a.mp4'), { size: '160x120', seconds: 1 });
    const folder = temporaryFolder();
    await play(`file:${video}`, folder);
    const [segment = '', ...others] = segmentFiles(folder);
    expect(others).toEqual([]);
    expect(await probeVideo(segment)).toMatchObject({ width: 160, height: 120 });
    writeHeader(folder);
    expect(await pictures(folder)).toHaveLength(30);
    // A source that is opened again writes on behind what is there.
    await play(`file:${video}`, folder);
    expect(readdirSync(folder)).toContain('video-000001.mkv');
    expect(await pictures(folder)).toHaveLength(60);
  });

  it('is encoded where it is not: the simulator', async () => {
    const folder = temporaryFolder();
    const taken = await play('simulator', folder, 8);
    writeHeader(folder);
    const recorded = await pictures(folder);
    expect(recorded.length).toBeGreaterThan(0);
    expect(recorded.length).toBeLessThanOrEqual(taken);
  });

  function writeHeader(folder: string): void {
    const header = { event: 'recording-started', at: NOW.toISOString(), ...HEADER };
    writeFileSync(join(folder, EVENTS_FILE), `${JSON.stringify(header)}\n`);
  }
});
