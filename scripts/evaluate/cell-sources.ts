import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelClass } from '../../src/core/cells.ts';
import type { Box } from '../../src/core/types.ts';
import { decodePicture } from '../../src/inference/decode-picture.ts';
import type { LabelledCell, LabelledPicture, Source } from './labelled.ts';
import { simulatedCells } from './simulated-fields.ts';

/* The held-out parts are those of models/training/classifier/sources.py: no original or slide stands on both sides. */
const VAL_EVERY = 5;
const BANGKOK_VAL_SLIDES: ReadonlySet<string> = new Set(
  'B-53 E-12 E-14 L-10 L-3B L-4B M-3B M-4B M-5B N-1B HF-M-8'.split(' '),
);
/** Boxes with a shorter side are degenerate. */
const MIN_SIDE = 8;

const NEUTROPHIL: readonly ModelClass[] = ['neutrophil_segmented', 'neutrophil_band'];
const IMMATURE: readonly ModelClass[] = ['metamyelocyte', 'myelocyte', 'promyelocyte'];

/** What the prefix of a Barcelona file name says. */
const PBC_PREFIX: Readonly<Record<string, readonly ModelClass[]>> = {
  SNE: ['neutrophil_segmented'],
  BNE: ['neutrophil_band'],
  EO: ['eosinophil'],
  BA: ['basophil'],
  LY: ['lymphocyte'],
  MO: ['monocyte'],
  MMY: ['metamyelocyte'],
  MY: ['myelocyte'],
  PMY: ['promyelocyte'],
  ERB: ['erythroblast'],
  PLATELET: ['platelet'],
  NEUTROPHIL,
  IG: IMMATURE,
};

/** What the labels of fields say. */
const FIELD_LABEL: Readonly<Record<string, readonly ModelClass[]>> = {
  neutrophil: NEUTROPHIL,
  eosinophil: ['eosinophil'],
  basophil: ['basophil'],
  lymphocyte: ['lymphocyte'],
  monocyte: ['monocyte'],
  platelet: ['platelet'],
};

const isUsable = (box: Box): boolean => Math.min(box[2], box[3]) >= MIN_SIDE;

function pictureFile(folder: string, file: string, cells: readonly LabelledCell[]): LabelledPicture {
  return { name: file, load: () => decodePicture(join(folder, file)), cells };
}

function barcelona(data: string): LabelledPicture[] {
  const root = join(data, 'pbc', 'val');
  return readdirSync(root).flatMap((name) =>
    readdirSync(join(root, name)).map((file) => {
      const possible = PBC_PREFIX[file.split('_')[0] ?? ''] ?? [];
      return pictureFile(join(root, name), file, [{ possible, box: null }]);
    }),
  );
}

/** The BCCD picture that each original of the four-class set is; a copy stands on that picture's side. */
function originalsOf(file: string): Readonly<Record<string, string>> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}

function fourClasses(data: string, originalsFile: string): LabelledPicture[] {
  const root = join(data, 'wbc4', 'train');
  const originals = originalsOf(originalsFile);
  return readdirSync(root).flatMap((name) =>
    readdirSync(join(root, name)).flatMap((file) => {
      const number = file.split('_')[1] ?? '';
      const field = originals[`${name}/${number}`]?.split('_')[1] ?? number;
      const possible = FIELD_LABEL[name.toLowerCase()] ?? [];
      return Number(field) % VAL_EVERY === 0
        ? [pictureFile(join(root, name), file, [{ possible, box: null }])]
        : [];
    }),
  );
}

/** Kind and box of every object of a VOC file. */
function vocObjects(file: string): { readonly kind: string; readonly box: Box }[] {
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/<object>[\s\S]*?<\/object>/g)].map(([text]) => {
    const side = (name: string): number => Number(text.match(new RegExp(`<${name}>([^<]+)<`))?.[1]);
    const [x, y] = [side('xmin'), side('ymin')];
    return { kind: text.match(/<name>([^<]+)</)?.[1] ?? '', box: [x, y, side('xmax') - x, side('ymax') - y] };
  });
}

function bccd(data: string): LabelledPicture[] {
  const root = join(data, 'bccd');
  const rows = readFileSync(join(root, 'labels.csv'), 'utf8').trim().split(/\r?\n/).slice(1);
  return rows.flatMap((row) => {
    const [file = '', classes = ''] = row.split(',');
    if (Number(file.match(/_(\d+)/)?.[1]) % VAL_EVERY !== 0) return [];
    const names = new Set(classes.toLowerCase().split('|'));
    const white = names.size === 1 ? FIELD_LABEL[[...names][0] ?? ''] : undefined;
    const objects = vocObjects(join(root, 'annotations', file.replace(/\.jpg$/, '.xml')));
    const cells = objects.flatMap(({ kind, box }): LabelledCell[] => {
      const possible = kind === 'WBC' ? white : kind === 'Platelets' ? FIELD_LABEL.platelet : undefined;
      return possible && isUsable(box) ? [{ possible, box }] : [];
    });
    return cells.length > 0 ? [pictureFile(join(root, 'images'), file, cells)] : [];
  });
}

/** Size of the Bangkok pictures; their boxes are shares of it. */
const BANGKOK_SIZE = { width: 960, height: 600 };

function bangkok(data: string): LabelledPicture[] {
  const root = join(data, 'bangkok');
  const names = readFileSync(join(root, 'classes.txt'), 'utf8').trim().split(/\s+/);
  return readdirSync(join(root, 'images')).flatMap((file) => {
    if (!BANGKOK_VAL_SLIDES.has(file.split('_')[0]?.replace(/\.jpg$/, '') ?? '')) return [];
    const cells = yoloObjects(join(root, 'labels', file.replace(/\.jpg$/, '.txt')), BANGKOK_SIZE).flatMap(
      ({ kind, box }): LabelledCell[] => {
        const possible = FIELD_LABEL[names[kind] ?? ''];
        return possible && isUsable(box) ? [{ possible, box }] : [];
      },
    );
    return cells.length > 0 ? [pictureFile(join(root, 'images'), file, cells)] : [];
  });
}

/** Kind and box, in pixels, of every object of a YOLO file. */
export function yoloObjects(
  file: string,
  { width, height }: { readonly width: number; readonly height: number },
): { readonly kind: number; readonly box: Box }[] {
  const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/).filter(Boolean);
  return lines.map((line) => {
    const [kind = 0, x = 0, y = 0, w = 0, h = 0] = line.split(/\s+/).map(Number);
    return { kind, box: [(x - w / 2) * width, (y - h / 2) * height, w * width, h * height] };
  });
}

const FILE_SOURCES = [
  {
    key: 'pbc',
    folder: 'pbc/val',
    title: 'Barcelona',
    about: 'pbc/val, CellaVision DM96; from the whole picture, as `hematovision classify` reads it.',
    read: barcelona,
  },
  {
    key: 'wbc4',
    folder: 'wbc4/train',
    title: 'Kaggle four classes',
    about:
      'wbc4, augmented copies of held-out BCCD originals; from the whole picture, as `hematovision classify` reads it.',
    read: fourClasses,
  },
  {
    key: 'bccd',
    folder: 'bccd/images',
    title: 'BCCD',
    about:
      'Fields whose number is a multiple of five; reviewed boxes of fields that hold one class, and platelets.',
    read: bccd,
  },
  {
    key: 'bangkok',
    folder: 'bangkok/images',
    title: 'Bangkok',
    about: 'A low-cost camera (Chulalongkorn University), eleven held-out slides; reviewed boxes.',
    read: bangkok,
  },
] as const;

/** Held-out cells of every source that is at hand; `miss` hears of those that are not. */
export function cellSources(data: string, originalsFile: string, miss: (folder: string) => void): Source[] {
  const found = FILE_SOURCES.flatMap(({ key, folder, title, about, read }): Source[] => {
    if (existsSync(join(data, folder))) return [{ key, title, about, pictures: read(data, originalsFile) }];
    miss(folder);
    return [];
  });
  return [...found, simulatedCells()];
}
