import { isPictureName } from './picture-name.ts';

export interface DroppedFiles {
  readonly files: readonly File[];
  /** Files in folders that are no pictures by their name. */
  readonly leftOut: number;
}

/** What was dropped, folders with all that is in them. */
export async function droppedFiles(items: DataTransferItemList): Promise<DroppedFiles> {
  // All entries first: the list is empty after the first wait.
  const entries = [...items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files: File[] = [];
  let leftOut = 0;
  for (const { entry, file } of entries) {
    if (entry?.isDirectory) {
      const inside = await filesIn(entry as FileSystemDirectoryEntry);
      const pictures = inside.filter(({ name }) => isPictureName(name));
      files.push(...pictures);
      leftOut += inside.length - pictures.length;
    } else if (file) files.push(file);
  }
  return { files, leftOut };
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const files: File[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory) files.push(...(await filesIn(entry as FileSystemDirectoryEntry)));
    else files.push(await fileOf(entry as FileSystemFileEntry));
  }
  return files;
}

/** A reader gives a hundred at a time, then none. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    entries.push(...some);
  }
  return entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
