import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../lab/mosquitto-process.ts';
import { waitUntil } from './wait-until.ts';

const ROOM = 7;

export interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

interface Participant {
  readonly id: number;
  readonly publisher: boolean;
}

interface Answer {
  readonly janus: string;
  readonly data?: { readonly id: number };
  readonly error?: { readonly reason: string };
  readonly jsep?: Description;
  readonly plugindata?: { readonly data: Readonly<Record<string, unknown>> };
}

/** Debian's Janus, a real media server, with one room for H.264 video. */
export interface Janus {
  enter(): Promise<JanusGuest>;
  /** Whether video of this feed can reach the room: Janus and its publisher have found each other. */
  hasVideo(feed: string): Promise<boolean>;
  stop(): Promise<void>;
}

/** Somebody connected to Janus, who publishes to the room or watches it. */
export interface JanusGuest {
  /** Sends a request to the room; gives what the room answers, and its session description if there is one. */
  ask(
    body: object,
    jsep?: Description,
  ): Promise<{ jsep?: Description; data: Readonly<Record<string, unknown>> }>;
  leave(): Promise<void>;
}

/** Runs Janus on this machine's loopback; its settings go into `folder`. */
export async function startJanus(folder: string): Promise<Janus> {
  const port = await freePort();
  const settings = join(folder, 'janus');
  mkdirSync(settings);
  const write = (name: string, text: string) => writeFileSync(join(settings, name), `${text}\n`);
  write('janus.jcfg', 'general: { session_timeout = 0 }');
  write('janus.transport.http.jcfg', `general: { http = true, port = ${port}, ip = "127.0.0.1" }`);
  write(
    'janus.plugin.videoroom.jcfg',
    `room-${ROOM}: { publishers = 4, videocodec = "h264", h264_profile = "42e01f", fir_freq = 1 }`,
  );
  const child = spawn('janus', ['-F', settings], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/janus`;
  await waitUntil('Janus answers', () => post(url, { janus: 'info' }).catch(() => undefined));
  const lookout = await attach(url);
  return {
    enter: async () => guestAt(await attach(url)),
    hasVideo: async (feed) => {
      const { plugindata } = await send(lookout, { request: 'listparticipants' });
      const participants = (plugindata?.data.participants ?? []) as Participant[];
      return participants.some(({ id, publisher }) => String(id) === feed && publisher);
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

interface Handle {
  readonly session: string;
  readonly url: string;
}

async function attach(url: string): Promise<Handle> {
  const session = `${url}/${(await post(url, { janus: 'create' })).data?.id}`;
  const attached = await post(session, { janus: 'attach', plugin: 'janus.plugin.videoroom' });
  return { session, url: `${session}/${attached.data?.id}` };
}

function send(handle: Handle, body: object, jsep?: Description): Promise<Answer> {
  return post(handle.url, { janus: 'message', body: { room: ROOM, ...body }, ...(jsep && { jsep }) });
}

function guestAt(handle: Handle): JanusGuest {
  return {
    async ask(body, jsep) {
      await send(handle, body, jsep);
      for (;;) {
        const event = checked((await (await fetch(handle.session)).json()) as Answer);
        if (!event.plugindata) continue; // A note of how the media is doing.
        return { data: event.plugindata.data, ...(event.jsep && { jsep: event.jsep }) };
      }
    },
    leave: async () => void (await post(handle.session, { janus: 'destroy' })),
  };
}

async function post(url: string, message: object): Promise<Answer> {
  const body = JSON.stringify({ ...message, transaction: randomUUID() });
  return checked((await (await fetch(url, { method: 'POST', body })).json()) as Answer);
}

function checked(answer: Answer): Answer {
  if (answer.error) throw new Error(`Janus: ${answer.error.reason}`);
  return answer;
}
