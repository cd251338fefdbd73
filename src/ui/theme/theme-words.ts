import { msg } from '@lit/localize';
import type { ThemeChoice } from './theme-choice.ts';

export function themeWords(choice: ThemeChoice): string {
  switch (choice) {
    case 'system':
      return msg('as the system');
    case 'dark':
      return msg('dark');
    case 'light':
      return msg('light');
  }
}
