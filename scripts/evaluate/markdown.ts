import { wilson } from './wilson.ts';

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `98.1 % (97.1–98.8)`: a share with its 95 % interval; a dash when there is nothing to share. */
export function shareText(successes: number, trials: number): string {
  if (trials === 0) return '–';
  const percent = (share: number): string => (100 * share).toFixed(1);
  const [low, high] = wilson(successes, trials);
  return `${percent(successes / trials)} % (${percent(low)}–${percent(high)})`;
}

/** Pictures side by side, as far as the page is wide. */
export function pictures(files: readonly { readonly file: string; readonly title: string }[]): string {
  return files.map(({ file, title }) => `![${title}](evaluation/${file})`).join('\n');
}
