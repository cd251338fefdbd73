import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { decodePicture } from '../inference/decode-picture.ts';
import type { Picture } from '../inference/picture.ts';

const PICTURE_EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.gif', '.bmp']);

/** A picture file with its picture, or with the reason why there is none. */
export type DecodedFile = { readonly file: string } & (
  | { readonly picture: Picture }
  | { readonly error: HematovisionError }
);

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // Hidden files are not pictures of anybody's: .DS_Store, ._IMG_0001.jpg, .thumbnails.
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    // Links to folders are not followed: they may lead in a circle.
    if (entry.isDirectory()) found.push(...(await walk(path)));
    else if (PICTURE_EXTENSIONS.has(extname(entry.name).toLowerCase())) found.push(path);
  }
  return found;
}

/**
 * The picture files that paths stand for, in the order of the paths; folders are walked, sorted by name. A file
 * named outright is taken whatever it is called. Paths that lead nowhere go to `onFault`.
 */
export async function listPictures(
  paths: readonly string[],
  onFault: (error: HematovisionError) => void,
): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    try {
      files.push(...((await stat(path)).isDirectory() ? await walk(path) : [path]));
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      const message = missing ? `${path} does not exist` : `${path} cannot be read: ${messageOf(cause)}`;
      onFault(new HematovisionError('file-missing', message, { cause }));
    }
  }
  return files;
}

async function decode(file: string): Promise<DecodedFile> {
  try {
    return { file, picture: await decodePicture(file) };
  } catch (thrown) {
    const error =
      thrown instanceof HematovisionError
        ? thrown
        : new HematovisionError('picture-unreadable', `${file}: ${messageOf(thrown)}`, { cause: thrown });
    return { file, error };
  }
}

/** Decodes one file after the other, each while its predecessor is worked on. */
export async function* decodeAhead(files: readonly string[]): AsyncGenerator<DecodedFile, void, undefined> {
  let next = files[0] === undefined ? undefined : decode(files[0]);
  for (let index = 1; next; index += 1) {
    const current = await next;
    const file = files[index];
    next = file === undefined ? undefined : decode(file);
    yield current;
  }
}
