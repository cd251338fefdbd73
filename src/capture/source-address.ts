import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HematovisionError } from '../core/errors.ts';

/** Where pictures come from, as the `capture.source` setting says it. */
export type SourceAddress = { readonly kind: 'simulator' } | FfmpegAddress;

/** The sources ffmpeg opens for us. */
export type FfmpegAddress =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'v4l2'; readonly device: string }
  | { readonly kind: 'rtsp'; readonly url: string }
  /** `recorded`: a video file behind a web server; it plays at its own pace and has an end. */
  | { readonly kind: 'http'; readonly url: string; readonly recorded: boolean };

const RECORDING = /\.(mp4|m4v|mov|mkv|webm|avi)$/i;

/** Parses `simulator | file:PATH | v4l2:/dev/… | rtsp(s)://… | http(s)://…`; anything else is 'source-invalid'. */
export function parseSource(text: string): SourceAddress {
  const source = text.trim();
  if (source === 'simulator') return { kind: 'simulator' };
  const colon = source.indexOf(':');
  const rest = source.slice(colon + 1);
  switch (source.slice(0, Math.max(colon, 0)).toLowerCase()) {
    case 'file':
      return { kind: 'file', path: filePath(source, rest) };
    case 'v4l2':
      if (!rest.startsWith('/')) throw invalid(source, 'a camera is named by its full path below /dev');
      return { kind: 'v4l2', device: rest };
    case 'rtsp':
    case 'rtsps':
      return { kind: 'rtsp', url: parseUrl(source).href };
    case 'http':
    case 'https': {
      const url = parseUrl(source);
      return { kind: 'http', url: url.href, recorded: RECORDING.test(url.pathname) };
    }
    default:
      throw invalid(source, source === '' ? 'it is empty' : 'no such kind of source');
  }
}

/** The name of a source for people; user names, passwords and query strings are left out. */
export function sourceLabel(address: SourceAddress): string {
  switch (address.kind) {
    case 'simulator':
      return 'simulated microscope';
    case 'file':
      return basename(address.path);
    case 'v4l2':
      return address.device;
    default: {
      const { protocol, host, pathname } = new URL(address.url);
      return hideSecrets(`${protocol}//${host}${pathname}`);
    }
  }
}

/** Takes what could be a password out of text about `address`, such as the lines ffmpeg printed. */
export function redact(text: string, address: FfmpegAddress): string {
  if (!('url' in address)) return text;
  const { password } = new URL(address.url);
  let clean = text.replaceAll(address.url, sourceLabel(address));
  // Very short passwords are found by their place in an address only: replacing "a" would ruin the text.
  for (const secret of [password, decode(password)])
    if (secret.length > 2) clean = clean.replaceAll(secret, '…');
  return hideSecrets(clean);
}

function hideSecrets(text: string): string {
  return text
    .replace(/\/\/\S*@/g, '//…@')
    .replace(/(:\/\/[^\s?]*)\?[^\s:]*/g, '$1?…')
    .replace(/\b((?:pass(?:word|wd)?|pwd|token|key|secret)=)[^\s&_/]+/gi, '$1…');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray % that is part of the password itself.
  }
}

function filePath(source: string, rest: string): string {
  if (rest === '') throw invalid(source, 'the path is empty');
  if (!rest.startsWith('//')) return rest;
  try {
    return fileURLToPath(source);
  } catch {
    throw invalid(source, 'a file address has no host: file:PATH or file:///PATH');
  }
}

function parseUrl(source: string): URL {
  const url = URL.canParse(source) ? new URL(source) : undefined;
  if (!url?.hostname)
    throw invalid(
      source,
      'the address is not complete (special characters in a password are written %40, %2F, …)',
    );
  return url;
}

function invalid(source: string, why: string): HematovisionError {
  return new HematovisionError('source-invalid', `Source "${hideSecrets(source)}": ${why}.`);
}
