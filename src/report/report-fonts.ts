import { createRequire } from 'node:module';
import type { Script } from './visual-runs.ts';

const { resolve } = createRequire(import.meta.url);

interface Faces {
  readonly plain: string;
  readonly bold: string;
}

/** Latin letters by the fonts that every reader of PDFs has; the others are embedded where they are used. */
export const REPORT_FONTS: Readonly<Record<Script, Faces>> = {
  latin: { plain: 'Helvetica', bold: 'Helvetica-Bold' },
  devanagari: noto('devanagari', 'NotoSansDevanagari'),
  // The PDF library cannot join the letters of Noto's Telugu; this one has a single weight.
  telugu: single('mandali', 'Mandali'),
  arabic: noto('arabic', 'NotoSansArabic'),
};

function noto(name: string, file: string): Faces {
  const face = (weight: string) => faceOf(`noto-sans-${name}`, file, weight);
  return { plain: face('400Regular'), bold: face('700Bold') };
}

function single(name: string, file: string): Faces {
  const face = faceOf(name, file, '400Regular');
  return { plain: face, bold: face };
}

function faceOf(name: string, file: string, weight: string): string {
  return resolve(`@expo-google-fonts/${name}/${weight}/${file}_${weight}.ttf`);
}
