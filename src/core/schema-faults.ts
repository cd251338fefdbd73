import type { z } from 'zod';
import { shapeOf } from './schema-shape.ts';

/** A key is taken for a misspelt one when so many letters, or one in four, differ. */
const MOST_WRONG_LETTERS = 2;

/** Everything wrong with a value, a line each: its path, what is wrong, and what to write instead where that is known. */
export function schemaFaults(schema: z.ZodType, { issues }: z.ZodError): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return `${pathOf(issue.path)}: ${issue.message}${meaningOf(schema, issue.path)}`;
    const known = Object.keys(groupAt(schema, issue.path) ?? {});
    return issue.keys.map((key) => `${pathOf([...issue.path, key])}: unknown key${nearest(key, known)}`);
  });
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || '(top level)';
}

function groupAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
): Readonly<Record<string, z.ZodType>> | null {
  const inside = shapeOf(schema);
  const [key, ...rest] = path;
  if (key === undefined) return inside;
  const next = inside?.[String(key)];
  return next ? groupAt(next, rest) : null;
}

/** What the setting is for, in brackets. */
function meaningOf(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const key = path.at(-1);
  const meaning =
    key === undefined ? undefined : groupAt(schema, path.slice(0, -1))?.[String(key)]?.description;
  return meaning === undefined ? '' : ` (${meaning})`;
}

function nearest(key: string, known: readonly string[]): string {
  const byDistance = known
    .map((name) => ({ name, distance: lettersWrong(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = byDistance;
  if (best === undefined || best.distance > Math.max(MOST_WRONG_LETTERS, key.length / 4)) return '';
  return `; did you mean ${best.name}?`;
}

/** Letters put in, left out or written wrong between two words (Levenshtein). */
function lettersWrong(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const written = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(written, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
