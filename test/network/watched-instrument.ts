import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromiumProgram, launchChromium } from '../support/chromium.ts';
import { LAUNCHER, runCommand } from '../support/daemon.ts';
import { bundlePlayer, type IceServer, play } from '../support/whep-player.ts';
import type { Door, GateSettings } from './gate.ts';
import { GATE_HOST, INSTRUMENT_HOST, TwoSites, untilPrinted } from './two-sites.ts';

const PORT = 8080;
export const VIDEO_PORTS = [40_000, 40_019] as const;
const SETTINGS = `
server:
  host: ${INSTRUMENT_HOST}
  port: ${PORT}
  tls: { mode: off }
  webrtc: { udpPorts: [${VIDEO_PORTS}], announce: ['${GATE_HOST}'] }
`;
/** The dashboard as the world reaches it. */
const webDoor: Door = {
  from: { host: GATE_HOST, port: PORT },
  to: { host: INSTRUMENT_HOST, port: PORT },
};

/** A real daemon in one network, a real browser in the other, and a gate between them. */
export class WatchedInstrument {
  readonly sites: TwoSites;
  readonly #browser: Browser;
  readonly #player: string;
  readonly #token: string;

  private constructor(parts: { sites: TwoSites; browser: Browser; player: string; token: string }) {
    this.sites = parts.sites;
    this.#browser = parts.browser;
    this.#player = parts.player;
    this.#token = parts.token;
  }

  /** Starts all three; what they keep is in `folder`. */
  static async start(folder: string): Promise<WatchedInstrument> {
    const data = join(folder, 'data');
    const settings = join(folder, 'settings.yaml');
    writeFileSync(settings, SETTINGS);
    const sites = new TwoSites();
    try {
      const options = ['--config', settings, '--data', data, '--broker', 'off'];
      const daemon = sites.spawn('instrument', [LAUNCHER, 'serve', ...options]);
      const executablePath = sites.wrapper('viewer', chromiumProgram(), folder);
      const [browser, player] = await Promise.all([
        launchChromium({ executablePath }),
        bundlePlayer(),
        sites.startTurnServer(),
        untilPrinted(daemon, 'dashboard '),
      ]);
      const created = await runCommand(['token', 'create', 'watcher', '--scope', 'watch', '--data', data]);
      return new WatchedInstrument({ sites, browser, player, token: created.stdout.trim() });
    } catch (fault) {
      await sites.close();
      throw fault;
    }
  }

  /** Opens the gate for the dashboard and what is said; returns what closes it. */
  openGate(settings: Partial<GateSettings>): Promise<() => Promise<void>> {
    return this.sites.openGate({ ...settings, tcp: [webDoor, ...(settings.tcp ?? [])] });
  }

  /** A new page that asks for the video. */
  async watch(options: { iceServers?: readonly IceServer[] } = {}): Promise<Page> {
    const page = await this.#browser.newPage();
    const url = `http://${GATE_HOST}:${PORT}/api/whep`;
    await play(page, this.#player, { url, authorization: `Bearer ${this.#token}`, ...options });
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.sites.close();
  }
}
