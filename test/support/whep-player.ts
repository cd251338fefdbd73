import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';

/** How a watched video does, as the browser sees it. */
export interface Watched {
  readonly width: number;
  readonly height: number;
  /** Shown so far. */
  readonly frames: number;
  /** From asking for the video to its first picture; null before it. */
  readonly firstFrameMs: number | null;
}

/** The way the video takes, and how it fares on it. */
export interface Route {
  /** Where it comes from, as the browser sees it. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'udp' | 'tcp';
  /** How the browser is reached: relay is by TURN. */
  readonly candidateType: 'host' | 'srflx' | 'prflx' | 'relay';
  readonly freezeCount: number;
  readonly packetsLost: number;
  /** The browser's offer. */
  readonly offered: string;
}

export interface IceServer {
  readonly urls: string;
  readonly username?: string;
  readonly credential?: string;
}

export interface PlayOptions {
  /** Of the WHEP endpoint. */
  readonly url: string;
  /** The whole Authorization header, if one is to be sent. */
  readonly authorization?: string;
  readonly iceServers?: readonly IceServer[];
}

/** What somebody else's page does to show a video with the player; leaves its handles in the page's global scope. */
const PLAY = `({ url, authorization, iceServers = [] }) => {
    const video = document.createElement('video');
    video.muted = video.autoplay = true;
    document.body.replaceChildren(video);
    const startedMs = performance.now();
    watched = () => ({ width: video.videoWidth, height: video.videoHeight, frames, firstFrameMs });
    let frames = 0;
    let firstFrameMs = null;
    const count = () => {
      frames += 1;
      firstFrameMs ??= performance.now() - startedMs;
      video.requestVideoFrameCallback(count);
    };
    video.requestVideoFrameCallback(count);
    const show = new player.WebRTCPlayer({ video, type: 'whep', iceServers });
    stop = () => show.unload();
    state = () => show.peer.connectionState;
    route = async () => {
      const stats = await show.peer.getStats();
      const all = [...stats.values()];
      const transport = all.find(({ type }) => type === 'transport');
      const pair = stats.get(transport.selectedCandidatePairId);
      const { address, port, protocol } = stats.get(pair.remoteCandidateId);
      const { freezeCount, packetsLost } = all.find(({ type }) => type === 'inbound-rtp');
      const { candidateType } = stats.get(pair.localCandidateId);
      const offered = show.peer.localDescription.sdp;
      return { address, port, protocol, candidateType, freezeCount, packetsLost, offered };
    };
    return show.load(new URL(url), authorization);
  }`;

/** @eyevinn/webrtc-player as one script that a page can run: a WHEP player that others wrote. */
export async function bundlePlayer(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@eyevinn/webrtc-player'));
  const lib = { entry, formats: ['iife' as const], name: 'player' };
  const options = {
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib },
  } as const;
  const built = (await build(options)) as Rolldown.RolldownOutput[];
  const [script] = built.flatMap(({ output }) => output);
  if (script?.type !== 'chunk') throw new Error('vite gave no script');
  return script.code;
}

/** Plays a WHEP endpoint in a page of its own address; of others, it refuses what they ask. */
export async function play(page: Page, player: string, options: PlayOptions): Promise<void> {
  await page.goto(new URL('/healthz', options.url).href);
  await page.evaluate(`${player}; (${PLAY})(${JSON.stringify(options)})`);
}

export function watched(page: Page): Promise<Watched> {
  return page.evaluate('watched()');
}

/** Only while the video runs. */
export function route(page: Page): Promise<Route> {
  return page.evaluate('route()');
}
