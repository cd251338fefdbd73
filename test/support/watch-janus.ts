import type { Page } from 'playwright-core';
import type { Description, Janus } from './janus.ts';

/** Answers Janus's offer in the page and shows what comes. */
const ANSWER = `async (offer) => {
  const peer = new RTCPeerConnection();
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
  peer.ontrack = ({ track }) => { video.srcObject = new MediaStream([track]); };
  document.body.replaceChildren(video);
  await peer.setRemoteDescription(offer);
  await peer.setLocalDescription(await peer.createAnswer());
  while (peer.iceGatheringState !== 'complete') {
    await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve, { once: true }));
  }
  return { type: 'answer', sdp: peer.localDescription.sdp };
}`;

/** Shows a feed of Janus's room in the page: one of the many that the media server serves. */
export async function watchJanus(page: Page, janus: Janus, feed: string): Promise<void> {
  const guest = await janus.enter();
  const request = { request: 'join', ptype: 'subscriber', streams: [{ feed: Number(feed) }] };
  const { jsep } = await guest.ask(request);
  const answer = (await page.evaluate(`(${ANSWER})(${JSON.stringify(jsep)})`)) as Description;
  await guest.ask({ request: 'start' }, answer);
}

/** The picture the page's video shows now, as RGBA; null before the first. */
export function shownPicture(page: Page): Promise<{ width: number; height: number; rgba: number[] } | null> {
  return page.evaluate(`(() => {
    const video = document.querySelector('video');
    if (!video || video.readyState < 2) return null;
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const drawing = canvas.getContext('2d');
    drawing.drawImage(video, 0, 0);
    const { width, height, data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    return { width, height, rgba: [...data] };
  })()`);
}
