import type { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { problem } from '../../core/wire/live.ts';
import {
  type PictureActivation,
  type PictureReading,
  type PictureSubject,
  pictureActivation,
  pictureReading,
  type SessionOfPicturesRequest,
  sessionOfPictures,
} from '../../core/wire/upload.ts';
import { type Answer, ask, unreachable } from '../api/ask.ts';

/** The largest pictures take their time on a small instrument that counts meanwhile. */
const TIMEOUT_MS = 90_000;

/** Has one picture read. Faults come back as a problem to show, never thrown. */
export async function readPicture(
  file: Blob,
  {
    subject,
    baseUrl,
    signal,
  }: { readonly subject: PictureSubject | null; readonly baseUrl: string; readonly signal: AbortSignal },
): Promise<Answer<PictureReading>> {
  const url = new URL('api/pictures', baseUrl);
  if (subject) url.searchParams.set('subject', subject);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const json: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { ok: true, value: pictureReading.parse(json) };
    const told = problem.safeParse(json);
    return { ok: false, problem: told.success ? told.data : unreachable(String(response.status)) };
  } catch (thrown) {
    return { ok: false, problem: unreachable(messageOf(thrown)) };
  }
}

export function readActivation(
  picture: string,
  index: number,
  { baseUrl, signal }: { readonly baseUrl: string; readonly signal: AbortSignal },
): Promise<Answer<PictureActivation>> {
  const url = new URL(`api/pictures/${picture}/cells/${index}/activation`, baseUrl);
  return ask(url, { schema: pictureActivation, signal });
}

export function makeSession(
  request: SessionOfPicturesRequest,
  baseUrl: string,
): Promise<Answer<z.infer<typeof sessionOfPictures>>> {
  return ask(new URL('api/pictures/session', baseUrl), {
    method: 'POST',
    body: request,
    schema: sessionOfPictures,
  });
}

export function viewUrl(picture: string, baseUrl: string): string {
  return new URL(`api/pictures/${picture}/view.jpg`, baseUrl).href;
}
