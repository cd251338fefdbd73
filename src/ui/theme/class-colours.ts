import { ALL_CELL_CLASSES } from '../../core/cells.ts';
import { CLASS_COLOURS, CLASS_INK } from '../../core/class-colours.ts';

/** CSS reads the palette as `--class-<wire name>`. */
export function installClassColours(root: {
  style: { setProperty(name: string, value: string): void };
}): void {
  for (const name of ALL_CELL_CLASSES) root.style.setProperty(`--class-${name}`, CLASS_COLOURS[name]);
  root.style.setProperty('--class-ink', CLASS_INK);
}
