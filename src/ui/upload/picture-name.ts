const PICTURE_NAME = /\.(?:jpe?g|png|tiff?|webp|bmp)$/i;

/** A name as pictures have, and not that of a hidden file: of a folder, all else is left out. */
export function isPictureName(name: string): boolean {
  return PICTURE_NAME.test(name) && !name.startsWith('.');
}
