import { afterEach, describe, expect, it } from 'vitest';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import {
  LiveConnection,
  type LiveConnectionOptions,
  type LiveEvent,
} from '../../src/ui/live/live-connection.ts';

import { DEFAULT_RECONNECT, nextCeilingMs, reconnectDelayMs } from '../../src/ui/live/reconnect.ts';
import { endSession, startSession } from '../../src/ui/session/session-api.ts';
import { waitUntil } from '../support/wait-until.ts';
import { ScriptedInstrument } from './scripted-instrument.ts';

const QUICK = { firstDelayMs: 20, maxDelayMs: 80, resetAfterMs: 10_000 };

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openInstrument(port?: number): Promise<ScriptedInstrument> {
  const instrument = await ScriptedInstrument.open(port === undefined ? {} : { port });
  closers.push(() => instrument.close());
  return instrument;
}

/** A connection whose events can be waited for, each once, in order. */
function listen(instrument: ScriptedInstrument, options: Partial<LiveConnectionOptions> = {}) {
  const events: LiveEvent[] = [];
  let wake: (() => void) | undefined;
  const connection = new LiveConnection({
    url: `${instrument.url.replace('http', 'ws')}live`,
    reconnect: QUICK,
    ...options,
    onEvent: (event) => {
      events.push(event);
      wake?.();
    },
  });
  closers.push(() => connection.close());
  connection.open();
  const next = async <Type extends LiveEvent['type']>(
    type: Type,
  ): Promise<Extract<LiveEvent, { type: Type }>> => {
    for (;;) {
      const event = events.shift();
      if (event?.type === type) return event as Extract<LiveEvent, { type: Type }>;
      if (!event) await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { connection, next };
}

describe('LiveConnection', () => {
  it('turns messages into typed events', async () => {
    const instrument = await openInstrument();
    const { next } = listen(instrument);
    await next('opened');
    expect((await next('message')).message.type).toBe('state');
    expect((await next('message')).message.type).toBe('snapshot');
    instrument.sendFrame(new Uint8Array([1, 2, 3]), {
      overlay: [{ kind: 'wbc', box: [1, 2, 3, 4], score: 0.9 }],
    });
    const { header, jpeg } = await next('frame');
    expect(header.overlay[0]?.box).toEqual([1, 2, 3, 4]);
    expect([...jpeg]).toEqual([1, 2, 3]);
  });

  it.each([
    ['text that is not JSON', 'hello'],
    ['an unknown type', '{"type":"nonsense"}'],
    ['a state without its parts', '{"type":"state","state":{}}'],
    ['a binary message cut short', new Uint8Array([1, 0])],
    ['a header that ends early', new Uint8Array([255, 0, 0, 0, 123])],
    ['a header of another shape', new Uint8Array([2, 0, 0, 0, 123, 125])],
  ])('reports %s and goes on', async (_, message) => {
    const instrument = await openInstrument();
    const { next } = listen(instrument);
    await next('opened');
    instrument.sendRaw(message);
    expect((await next('malformed')).reason).not.toBe('');
    instrument.sendSnapshot({ n: 3 });
    expect((await next('message')).message.type).toBe('snapshot');
    expect(instrument.connections).toBe(1);
  });

  it('drops pictures unread while nobody looks, and takes facts all the same', async () => {
    const instrument = await openInstrument();
    const { connection, next } = listen(instrument);
    await next('opened');
    connection.acceptFrames = false;
    instrument.sendFrame(new Uint8Array(8), { overlay: [] });
    await next('skipped');
    instrument.sendSnapshot({ n: 3 });
    await next('message');
    connection.acceptFrames = true;
    instrument.sendFrame(new Uint8Array(8), { overlay: [] });
    await next('frame');
  });

  it('measures the way by echoes and adds it to the pictures, and says how many came', async () => {
    const instrument = await openInstrument();
    const { connection, next } = listen(instrument);
    await next('opened');
    await waitUntil('an echo came back', () => connection.measures(performance.now()).roundTripMs);
    instrument.sendFrame(new Uint8Array(8), { overlay: [] });
    const { wayMs } = await next('frame');
    const measured = connection.measures(performance.now());
    expect(measured.receivedFps).toBe(1);
    expect(wayMs).toBeGreaterThan(0);
    expect(wayMs).toBeLessThan(1000);
  });

  it('asks for no pictures, also after a reconnect, and for pictures again', async () => {
    const instrument = await openInstrument();
    const { connection, next } = listen(instrument);
    await next('opened');
    connection.wantPictures(false);
    await waitUntil('it was heard', () => instrument.viewersWithoutPictures === 1);
    instrument.dropViewers();
    await next('closed');
    await next('opened');
    await waitUntil('it was said again', () => instrument.viewersWithoutPictures === 1);
    instrument.sendFrame(new Uint8Array(8), { overlay: [] });
    connection.wantPictures(true);
    await waitUntil('it was heard', () => instrument.viewersWithoutPictures === 0);
    instrument.sendFrame(new Uint8Array(9), { overlay: [] });
    expect((await next('frame')).jpeg.length).toBe(9);
  });

  it('comes back after a restart of the server on the same port', async () => {
    const first = await openInstrument();
    const { next } = listen(first);
    await next('opened');
    await first.close();
    const lost = await next('closed');
    expect(lost.retryInMs).toBeLessThanOrEqual(QUICK.firstDelayMs);
    const second = await openInstrument(first.port);
    await next('opened');
    expect(second.connections).toBe(1);
  });

  it('takes a silent link for dead', async () => {
    const instrument = await openInstrument();
    const { next } = listen(instrument, { silenceMs: 120 });
    await next('opened');
    expect((await next('closed')).reason).toContain('nothing heard');
    await next('opened');
    expect(instrument.connections).toBe(2);
  });

  it('retries at once when asked, and never after close', async () => {
    const instrument = await openInstrument();
    const { connection, next } = listen(instrument, {
      reconnect: { ...QUICK, firstDelayMs: 60_000, maxDelayMs: 60_000 },
    });
    await next('opened');
    instrument.dropViewers();
    await next('closed');
    connection.retryNow();
    await next('opened');
    connection.close();
    connection.retryNow();
    expect(instrument.connections).toBe(2);
  });
});

describe('reconnect', () => {
  it('doubles to a ceiling, half of it random', () => {
    const ceilings = [250];
    for (let step = 0; step < 6; step += 1)
      ceilings.push(nextCeilingMs(ceilings.at(-1) ?? 0, DEFAULT_RECONNECT));
    expect(ceilings).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    expect(reconnectDelayMs(1000, 0)).toBe(500);
    expect(reconnectDelayMs(1000, 0.999)).toBeCloseTo(999.5);
  });
});

describe('session requests', () => {
  it('start and end a session and answer with its snapshot', async () => {
    const instrument = await openInstrument();
    const started = await startSession({ ...BLANK_ORDER, accession: '26-04711' }, instrument.url);
    expect(started).toMatchObject({ ok: true, value: { accession: '26-04711', status: 'counting' } });
    const ended = await endSession(instrument.url);
    expect(ended).toMatchObject({ ok: true, value: { accession: '26-04711', status: 'ended' } });
  });

  it('pass on the problem the instrument tells', async () => {
    const instrument = await openInstrument();
    instrument.nextProblem = {
      status: 507,
      code: 'store-failed',
      message: 'disk full',
      hint: 'Free some space.',
    };
    expect(await endSession(instrument.url)).toEqual({
      ok: false,
      problem: { code: 'store-failed', message: 'disk full', hint: 'Free some space.' },
    });
  });

  it('say so when nobody answers', async () => {
    const instrument = await openInstrument();
    const { url } = instrument;
    await instrument.close();
    const answer = await endSession(url);
    expect(answer).toMatchObject({
      ok: false,
      problem: { code: 'request-failed', hint: expect.stringContaining('network') },
    });
  });
});
