import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CELL_KINDS, type CellKind } from '../../src/core/cells.ts';
import type { Box } from '../../src/core/types.ts';
import { decodePicture } from '../../src/inference/decode-picture.ts';
import type { Picture } from '../../src/inference/picture.ts';
import { yoloObjects } from './cell-sources.ts';
import { simulatedFields } from './simulated-fields.ts';

interface TrueCell {
  readonly kind: CellKind;
  readonly box: Box;
}

/** A field in which every cell is boxed. */
export interface LabelledField {
  readonly name: string;
  /** Left out where the product has to find it. */
  readonly micronsPerPixel?: number;
  readonly load: () => Promise<{ readonly picture: Picture; readonly cells: readonly TrueCell[] }>;
}

export interface FieldSet {
  readonly key: string;
  readonly title: string;
  readonly about: string;
  readonly fields: readonly LabelledField[];
}

function heldOutFields(folder: string): FieldSet {
  const fields = readdirSync(join(folder, 'images')).map(
    (file): LabelledField => ({
      name: file,
      load: async () => {
        const picture = await decodePicture(join(folder, 'images', file));
        const objects = yoloObjects(join(folder, 'labels', file.replace(/\.[^.]+$/, '.txt')), picture);
        const cells = objects.flatMap(({ kind, box }) => {
          const name = CELL_KINDS[kind];
          return name ? [{ kind: name, box }] : [];
        });
        return { picture, cells };
      },
    }),
  );
  const about = 'fields/val (TXL-PBC), every cell boxed; the product finds the scale by itself.';
  return { key: 'fields', title: 'TXL-PBC fields', about, fields };
}

function simulatedSet(): FieldSet {
  const fields = simulatedFields().map(
    ({ name, micronsPerPixel, load, cells }): LabelledField => ({
      name,
      micronsPerPixel,
      load: async () => ({ picture: await load(), cells }),
    }),
  );
  const about =
    'Drawn on the spot, seeds never trained on; the scale is given. It says that the software works.';
  return { key: 'simulator', title: 'Simulator', about, fields };
}

/** Fields to find cells in; `miss` hears of those that are not at hand. */
export function fieldSets(data: string, miss: (folder: string) => void): FieldSet[] {
  const folder = join(data, 'fields', 'val');
  if (existsSync(folder)) return [heldOutFields(folder), simulatedSet()];
  miss('fields/val');
  return [simulatedSet()];
}
