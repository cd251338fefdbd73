import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CELL_LABELS, type CellLabel, parseCellLabel } from '../core/cell-label.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { listPictures } from './picture-files.ts';

/** A picture of one cell and what a person calls it. */
export interface LabelledPicture {
  readonly file: string;
  readonly label: CellLabel;
}

/** One line of a list; the lines of `classify --jsonl` are some, with their class set right. */
const lineSchema = z.looseObject({ file: z.string().min(1), class: z.string() });

function labelNamed(text: string, where: string): CellLabel {
  const label = parseCellLabel(text);
  if (label) return label;
  throw new HematovisionError('usage', `${where}: '${text}' is no class. Known: ${CELL_LABELS.join(', ')}`);
}

/** The pictures in the folders of a folder, each folder named after its class. */
async function fromFolder(folder: string): Promise<LabelledPicture[]> {
  const pictures: LabelledPicture[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const label = labelNamed(entry.name, path);
    const files = await listPictures([path], (error) => {
      throw error;
    });
    pictures.push(...files.map((file) => ({ file, label })));
  }
  return pictures;
}

/** The pictures a list names, relative to the list or to where the command runs. */
async function fromList(list: string): Promise<LabelledPicture[]> {
  const lines = (await readFile(list, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const where = `${list}:${index + 1}`;
    const { file, class: name } = parseLine(line, where);
    const beside = resolve(dirname(list), file);
    return [{ file: existsSync(beside) ? beside : file, label: labelNamed(name, where) }];
  });
}

function parseLine(line: string, where: string): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new HematovisionError(
      'usage',
      `${where}: not a line {"file": …, "class": …}: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  }
}

/** The labelled pictures of a folder of class-named folders, or of a list of JSON lines. */
export async function listLabelledPictures(path: string): Promise<LabelledPicture[]> {
  const found = await stat(path).catch((cause) => {
    throw new HematovisionError('file-missing', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  });
  return found.isDirectory() ? fromFolder(path) : fromList(path);
}
