import { setInterval } from 'node:timers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLASS_COLOURS } from '../../src/core/class-colours.ts';
import type { Overlay } from '../../src/server/live-hub.ts';
import { LiveHub } from '../../src/server/live-hub.ts';
import { Rung } from '../../src/video/rung.ts';
import { WhipPublisher } from '../../src/video/whip-publisher.ts';
import { freePort } from '../lab/mosquitto-process.ts';
import { greyFrame } from '../server/serve-app.ts';
import { launchChromium } from '../support/chromium.ts';
import { startJanus } from '../support/janus.ts';
import { serveWhip } from '../support/janus-whip.ts';
import { SILENT } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { shownPicture, watchJanus } from '../support/watch-janus.ts';

const TOKEN = 'let-me-publish';
/** A field with one lymphocyte in its box. */
const OVERLAY: Overlay = {
  quality: {
    verdict: 'good',
    focus: 1,
    speedPixels: 0,
    luminance: 200,
    limits: { leastFocus: 0.45, fastestPixels: 24 },
    fault: null,
    redCells: null,
  },
  pose: { xUm: 10, yUm: 20, confidence: 1 },
  micronsPerPixel: 0.075,
  overlay: [{ kind: 'wbc', box: [100, 80, 60, 60], score: 0.9, class: 'lymphocyte', probability: 0.97 }],
};

describe('publishing by WHIP to Janus', () => {
  it('sends the pictures with their boxes, which the media server hands on, and takes its leave', async () => {
    const { janus, door } = await startMediaServer();
    const publisher = publish(door.url);
    const feed = await waitUntil('Janus has the video', () => [...door.publishers.keys()][0]);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await watchJanus(page, janus, feed);
    // The first pictures that a browser shows may have lost packets.
    await waitUntil('the browser shows the box', async () => showsBox(await shownPicture(page)), 20_000);
    expect(publisher.standing).toEqual({ state: 'publishing', problem: null });
    await publisher.close();
    expect(door.publishers.size).toBe(0);
  });

  it('publishes again when the media server ended the stream', async () => {
    const { door } = await startMediaServer();
    const publisher = publish(door.url);
    const [first, guest] = await waitUntil('it publishes', () =>
      publisher.standing.state === 'publishing' ? [...door.publishers][0] : null,
    );
    await guest.leave();
    const isAnother = () => door.publishers.size > 0 && !door.publishers.has(first);
    await waitUntil(
      'it publishes again',
      () => isAnother() && publisher.standing.state === 'publishing',
      20_000,
    );
    expect(publisher.standing.problem).toBeNull();
  });

  it('says what keeps it from publishing: a token that is not taken, nobody at the address', async () => {
    const { door } = await startMediaServer();
    const refused = publish(door.url, 'a wrong one');
    const problem = await waitUntil('it was refused', () => refused.standing.problem);
    expect(problem).toBe(`${door.url} takes no video: it answered 401 Unauthorized who are you?`);
    const alone = publish(`http://127.0.0.1:${await freePort()}/whip`);
    expect(await waitUntil('it found nobody', () => alone.standing.problem)).toContain('ECONNREFUSED');
    expect(alone.standing.state).toBe('connecting');
  });
});

async function startMediaServer() {
  const janus = await startJanus(temporaryFolder());
  onTestFinished(() => janus.stop());
  const door = await serveWhip(janus, TOKEN);
  onTestFinished(() => door.close());
  return { janus, door };
}

/** Publishes what a live hub shows: a grey field with one box, 30 times a second. */
function publish(url: string, token = TOKEN): WhipPublisher {
  const hub = new LiveHub({ greeting: () => [], jpegQuality: 80 });
  let seq = 0;
  const camera = setInterval(() => void hub.show(greyFrame({ seq: seq++ }), OVERLAY), 33);
  const format = { width: 320, height: 240, fps: 30 };
  const publisher = new WhipPublisher({
    door: { url, token },
    peer: {},
    pictures: (take) => hub.attachPictures({ offer: take }),
    rung: new Rung({ quality: 'full', encoder: 'libx264', format, log: SILENT }),
    log: SILENT,
  });
  onTestFinished(async () => {
    clearInterval(camera);
    await publisher.close();
    hub.close();
  });
  return publisher;
}

/** Whether the box has its class's colour, and the cell in it its own. */
function showsBox(picture: Awaited<ReturnType<typeof shownPicture>>): boolean {
  if (picture?.width !== 320 || picture.height !== 240) return false;
  const colourAt = (x: number, y: number) => picture.rgba.slice((y * 320 + x) * 4).slice(0, 3);
  const isBoxDrawn = distance(colourAt(130, 81), rgb(CLASS_COLOURS.lymphocyte)) < 40;
  return isBoxDrawn && distance(colourAt(130, 110), [200, 200, 200]) < 20;
}

function rgb(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** The largest difference of a channel. */
function distance(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((channel, index) => Math.abs(channel - (other[index] ?? 0))));
}
