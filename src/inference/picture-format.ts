/** What may be read as a picture. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'bmp';

/** How a format begins: these bytes at this place. */
interface Signature<Name> {
  readonly is: Name;
  readonly at: number;
  readonly bytes: string;
}

const PICTURES: readonly Signature<PictureFormat>[] = [
  { is: 'jpeg', at: 0, bytes: '\xff\xd8\xff' },
  { is: 'png', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { is: 'webp', at: 8, bytes: 'WEBP' },
  { is: 'tiff', at: 0, bytes: 'II*\0' },
  { is: 'tiff', at: 0, bytes: 'MM\0*' },
  { is: 'tiff', at: 0, bytes: 'II+\0' },
  { is: 'tiff', at: 0, bytes: 'MM\0+' },
  { is: 'gif', at: 0, bytes: 'GIF8' },
  { is: 'bmp', at: 0, bytes: 'BM' },
];

/** What people try in good faith. */
const OTHERS: readonly Signature<string>[] = [
  { is: 'a PDF document', at: 0, bytes: '%PDF-' },
  { is: 'a HEIC picture', at: 4, bytes: 'ftyphei' },
  { is: 'a HEIC picture', at: 4, bytes: 'ftypmif' },
  { is: 'an AVIF picture', at: 4, bytes: 'ftypavi' },
  { is: 'a video', at: 4, bytes: 'ftyp' },
  { is: 'a video', at: 0, bytes: '\x1a\x45\xdf\xa3' },
  { is: 'an archive', at: 0, bytes: 'PK\x03\x04' },
  { is: 'an archive', at: 0, bytes: '\x1f\x8b' },
  { is: 'a DICOM file', at: 128, bytes: 'DICM' },
];

/** Text formats, by the first tag of the file. */
const DOCUMENTS = [
  { is: 'an SVG drawing, which may hold scripts', tag: /<(?:!doctype\s+)?svg[\s>]/i },
  { is: 'a web page', tag: /<(?:!doctype\s+)?html[\s>]/i },
] as const;

const LOOKED_AT = 1024;

/** The format of a file by its content, never by its name; undefined when it is none that is read. */
export function pictureFormat(content: Uint8Array): PictureFormat | undefined {
  return signatureOf(PICTURES, headOf(content));
}

/** What a file is instead of a picture, in words; undefined where nobody knows. */
export function otherFormat(content: Uint8Array): string | undefined {
  const head = headOf(content);
  return signatureOf(OTHERS, head) ?? DOCUMENTS.find(({ tag }) => tag.test(head))?.is;
}

function signatureOf<Name>(signatures: readonly Signature<Name>[], head: string): Name | undefined {
  return signatures.find(({ at, bytes }) => head.startsWith(bytes, at))?.is;
}

/** One character a byte. */
function headOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, Math.min(LOOKED_AT, length)).toString('latin1');
}
