import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { type IceServer, route, watched } from '../support/whep-player.ts';
import type { GateSettings } from './gate.ts';
import {
  canMakeNamespaces,
  forwardedPorts,
  GATE_HOST,
  INSTRUMENT_HOST,
  turnDoor,
  turnServer,
} from './two-sites.ts';
import { VIDEO_PORTS, WatchedInstrument } from './watched-instrument.ts';

const here = canMakeNamespaces();
/** So many, and the video runs: loss and delay were overcome. */
const ENOUGH_FRAMES = 6;
/** Three programs and a browser on a machine that may be busy. */
const PATIENCE_MS = 60_000;
/** Exit code of `timeout`. */
const TIMED_OUT = 124;

describe.skipIf(!here)(
  `live video through real networks${here ? '' : ' (needs root, to make networks)'}`,
  { timeout: PATIENCE_MS },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'hematovision-network-'));
    let instrument: WatchedInstrument;
    beforeAll(async () => {
      instrument = await WatchedInstrument.start(folder);
    }, PATIENCE_MS);
    afterAll(async () => {
      await instrument.close();
      rmSync(folder, { recursive: true, force: true });
    }, PATIENCE_MS);

    /** Watches through a gate with these doors until the video runs; tells how it got through. */
    async function watchThrough(settings: Partial<GateSettings>, iceServers: readonly IceServer[] = []) {
      onTestFinished(await instrument.openGate(settings));
      const page = await instrument.watch({ iceServers });
      onTestFinished(() => page.close());
      await waitUntil('the video runs', async () => (await watched(page)).frames >= ENOUGH_FRAMES, 50_000);
      return route(page);
    }

    it('comes through forwarded UDP ports from the announced address, with delay and loss', async () => {
      const udp = forwardedPorts(VIDEO_PORTS);
      const way = await watchThrough({ udp, delayMs: 25, lossShare: 0.05 });
      expect(way).toMatchObject({ address: GATE_HOST, protocol: 'udp' });
      expect(way.port).toBeGreaterThanOrEqual(VIDEO_PORTS[0]);
      expect(way.port).toBeLessThanOrEqual(VIDEO_PORTS[1]);
      // The browser hid its own address behind a name of its network, as browsers do.
      expect(way.offered).toMatch(/a=candidate:\S+ 1 udp \d+ \S+\.local /);
    });

    it('comes through coturn where there is no direct path, with delay and loss', async () => {
      const way = await watchThrough({ udp: [turnDoor], delayMs: 25, lossShare: 0.05 }, [turnServer]);
      expect(way).toMatchObject({ candidateType: 'relay', protocol: 'udp' });
    });

    it('comes through TCP where UDP is blocked', async () => {
      // As far as the other side of the earth: no check of this path may be given up early.
      const way = await watchThrough({ tcp: forwardedPorts(VIDEO_PORTS), delayMs: 150 });
      expect(way).toMatchObject({ address: GATE_HOST, protocol: 'tcp' });
    });

    it('finds no other way: nothing passes the gate but by its doors', async () => {
      const knock = (host: string) => ['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${host}/8080`];
      onTestFinished(await instrument.openGate({}));
      expect(instrument.sites.run('viewer', knock(GATE_HOST))).toBe(0);
      expect(instrument.sites.run('viewer', knock(INSTRUMENT_HOST))).toBe(TIMED_OUT);
    });
  },
);
