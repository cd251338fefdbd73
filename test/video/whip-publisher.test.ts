import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLASS_COLOURS } from '../../src/core/class-colours.ts';
import type { InstrumentState } from '../../src/core/wire/live.ts';
import { LiveHub } from '../../src/server/live-hub.ts';
import { Rung } from '../../src/video/rung.ts';
import { WhipPublisher } from '../../src/video/whip-publisher.ts';
import { freePort } from '../lab/mosquitto-process.ts';
import { FIELD_WITH_LYMPHOCYTE, greyFrame } from '../server/serve-app.ts';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon } from '../support/daemon.ts';
import { type Janus, type JanusGuest, startJanus } from '../support/janus.ts';
import { serveWhip, type WhipServer } from '../support/janus-whip.ts';
import { SILENT } from '../support/silent-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { shownPicture, watchJanus } from '../support/watch-janus.ts';

const TOKEN = 'let-me-publish';
describe('publishing by WHIP to Janus', () => {
  it('sends the pictures with their boxes, which the media server hands on, and takes its leave', async () => {
    const { janus, door } = await startMediaServer();
    const publisher = publish(door.url);
    const [feed] = await published(janus, door);
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
    const { janus, door } = await startMediaServer();
    const publisher = publish(door.url);
    const saysSo = () => waitUntil('it says so', () => publisher.standing.state === 'publishing');
    const [first, guest] = await published(janus, door);
    await saysSo();
    await guest.leave();
    // A goodbye that got lost is noticed by the silence after it.
    await waitUntil('it takes its leave of the first', () => !door.publishers.has(first), 20_000);
    await published(janus, door);
    await saysSo();
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

describe('an instrument with server.whip', () => {
  it('keeps what its camera sees at the media server, says so, and takes its leave when it stops', async () => {
    const { janus, door } = await startMediaServer();
    const folder = temporaryFolder();
    const [config, tokenFile] = [join(folder, 'config.yaml'), join(folder, 'token')];
    writeFileSync(tokenFile, TOKEN, { mode: 0o600 });
    const capture = { source: 'simulator', width: 640, height: 480, fps: 10 };
    const server = { whip: { url: door.url, tokenFile } };
    writeFileSync(config, JSON.stringify({ capture, server, logLevel: 'error' }));
    const instrument = await startDaemon(['--config', config, '--data', folder, '--broker', 'off']);
    const [feed] = await published(janus, door);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await watchJanus(page, janus, feed);
    await waitUntil('the browser shows the smear', async () => isSmear(await shownPicture(page)), 20_000);
    const state = (await (await fetch(`${instrument.url}/api/state`)).json()) as InstrumentState;
    expect(state.whip).toEqual({ state: 'publishing', problem: null });
    expect(await instrument.stop()).toBe(0);
    expect(door.publishers.size).toBe(0);
  }, 90_000);
});

async function startMediaServer() {
  const janus = await startJanus(temporaryFolder());
  onTestFinished(() => janus.stop());
  const door = await serveWhip(janus, TOKEN);
  onTestFinished(() => door.close());
  return { janus, door };
}

/** The feed that Janus gets video of, and who brings it. */
function published(janus: Janus, door: WhipServer): Promise<[feed: string, guest: JanusGuest]> {
  const ofOne = async () => {
    const [entry] = door.publishers;
    return entry && (await janus.hasVideo(entry[0])) ? entry : null;
  };
  return waitUntil('Janus has the video', ofOne, 20_000);
}

/** Publishes what a live hub shows: a grey field with one box, 30 times a second. */
function publish(url: string, token = TOKEN): WhipPublisher {
  const hub = new LiveHub({ greeting: () => [], jpegQuality: 80 });
  let seq = 0;
  const camera = setInterval(() => void hub.show(greyFrame({ seq: seq++ }), FIELD_WITH_LYMPHOCYTE), 33);
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

/** Whether the picture is as large as the camera's, and holds bright plasma and darker red cells. */
function isSmear(picture: Awaited<ReturnType<typeof shownPicture>>): boolean {
  if (picture?.width !== 640 || picture.height !== 480) return false;
  const greens = picture.rgba.filter((_, at) => at % 4 === 1);
  const share = (is: (green: number) => boolean) => greens.filter(is).length / greens.length;
  return share((green) => green > 200) > 0.1 && share((green) => green < 170) > 0.05;
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
