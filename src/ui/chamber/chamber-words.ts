import { msg } from '@lit/localize';
import type { ChamberCellType } from '../../core/hemocytometer-reading.ts';
import type { CountedEdges } from '../../core/wire/hemocytometer.ts';
import type { SquareChoice } from './chamber-count.ts';

export function cellWords(cell: ChamberCellType): string {
  switch (cell) {
    case 'wbc':
      return msg('White cells');
    case 'rbc':
      return msg('Red cells');
    case 'platelet':
      return msg('Platelets');
  }
}

export function squareWords(choice: SquareChoice): string {
  switch (choice) {
    case 'all':
      return msg('All whole ones');
    case 'corners':
      return msg('The four corners');
    case 'central':
      return msg('The central one');
  }
}

export function edgeWords(edges: CountedEdges): string {
  switch (edges) {
    case 'top-left':
      return msg('Top and left');
    case 'top-right':
      return msg('Top and right');
    case 'bottom-left':
      return msg('Bottom and left');
    case 'bottom-right':
      return msg('Bottom and right');
  }
}
