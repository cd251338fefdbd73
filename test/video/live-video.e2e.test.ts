import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instrumentState } from '../../src/core/wire/live.ts';
import { launchChromium } from '../support/chromium.ts';
import { startDaemon } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

interface Watched {
  readonly width: number;
  readonly height: number;
  readonly shown: number;
  /** Shown pictures of which the overlay was there, by their RTP timestamps. */
  readonly told: number;
}

/** What a page does that watches by WHEP; it must be given as text, for it runs in the browser. */
const WATCH = `async () => {
  const peer = new RTCPeerConnection();
  const video = document.createElement('video');
  video.muted = video.autoplay = true;
  document.body.replaceChildren(video);
  const told = new Set();
  const watched = { shown: [] };
  globalThis.watched = () => ({
    width: video.videoWidth,
    height: video.videoHeight,
    shown: watched.shown.length,
    told: watched.shown.filter((time) => told.has(time)).length,
  });
  const note = (_now, { rtpTimestamp }) => {
    watched.shown.push(rtpTimestamp);
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
  peer.createDataChannel('overlay', { ordered: false, maxRetransmits: 0 }).onmessage = ({ data }) =>
    told.add(JSON.parse(data).rtpTimestamp);
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.ontrack = ({ streams }) => {
    video.srcObject = streams[0];
  };
  await peer.setLocalDescription();
  const headers = { 'content-type': 'application/sdp' };
  const answer = await fetch('/api/whep', { method: 'POST', headers, body: peer.localDescription.sdp });
  globalThis.leave = () => fetch(answer.headers.get('location'), { method: 'DELETE' });
  await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
}`;

describe('video in a browser', () => {
  it('plays from a real daemon, each picture with what it shows', async () => {
    const daemon = await startDaemon(['--data', join(temporaryFolder(), 'data'), '--broker', 'off']);
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`${daemon.url}/healthz`);
    await page.evaluate(`(${WATCH})()`);
    const watched = () => page.evaluate('watched()') as Promise<Watched>;
    const seen = await waitUntil(
      'pictures are shown, with their overlay',
      async () => {
        const now = await watched();
        return now.told >= 5 && now;
      },
      60_000,
    );
    expect(seen).toMatchObject({ width: 960, height: 720 });
    const state = async () =>
      instrumentState.parse(await (await fetch(`${daemon.url}/api/state`)).json()).video;
    expect(await state()).toMatchObject({ viewers: 1 });
    await page.evaluate('leave()');
    await waitUntil('it has left', async () => (await state()).viewers === 0);
  }, 120_000);
});
