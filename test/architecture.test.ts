import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));

/** Which folder may import which; files at the top of src (daemon, pipeline, config, main) and cli tie them all. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  capture: ['core'],
  inference: ['core'],
  slide: ['core'],
  store: ['core'],
  recording: ['core', 'capture'],
  lab: ['core', 'slide', 'store'],
  report: ['core'],
  video: ['core', 'capture'],
  server: ['core', 'slide', 'store'],
  ui: ['core'],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

/** Our own files a file imports, as paths relative to src; type imports count too. */
function ownImports(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  const urls = [...text.matchAll(/new URL\(\s*'(\.[^']+\.ts)'/g)].map((match) => match[1] ?? '');
  return [...specifiers, ...urls]
    .filter((specifier) => specifier.endsWith('.ts'))
    .map((specifier) => relative(root, normalize(join(dirname(path), specifier))));
}

const graph = new Map(sourceFiles(root).map((path) => [relative(root, path), ownImports(path)]));
const folderOf = (path: string) => (path.includes('/') ? (path.split('/')[0] ?? '') : '');

describe('architecture', () => {
  it('sees the whole tree', () => {
    expect([...new Set([...graph.keys()].map(folderOf))]).toEqual(
      expect.arrayContaining(Object.keys(MAY_IMPORT)),
    );
  });

  it('imports run one way', () => {
    const wrong = [...graph].flatMap(([file, imports]) => {
      const allowed = MAY_IMPORT[folderOf(file)];
      if (!allowed) return [];
      return imports
        .filter((target) => folderOf(target) !== folderOf(file) && !allowed.includes(folderOf(target)))
        .map((target) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('every import points at a file that exists', () => {
    const missing = [...graph].flatMap(([file, imports]) =>
      imports.filter((target) => !graph.has(target)).map((target) => `${file} imports ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it('has no cycles', () => {
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): string[] => {
      if (trail.includes(file)) return [[...trail.slice(trail.indexOf(file)), file].join(' → ')];
      if (done.has(file)) return [];
      done.add(file);
      return (graph.get(file) ?? []).flatMap((target) => visit(target, [...trail, file]));
    };
    expect([...graph.keys()].flatMap((file) => visit(file, []))).toEqual([]);
  });

  it('exports by name only', () => {
    const offenders = [...graph.keys()].filter(
      (file) =>
        !file.endsWith('.config.ts') && /^export default/m.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(offenders).toEqual([]);
  });
});
