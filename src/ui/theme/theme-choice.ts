import { readStorage, writeStorage } from './browser-storage.ts';

export const THEME_CHOICES = ['system', 'dark', 'light'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

const STORAGE_KEY = 'hematovision.theme';

/** The choice of this browser; `system` follows prefers-color-scheme, which is dark unless it asks for light. */
export function storedThemeChoice(): ThemeChoice {
  const stored = readStorage(STORAGE_KEY);
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system';
}

export function applyThemeChoice(choice: ThemeChoice): void {
  document.documentElement.dataset.theme = choice;
  writeStorage(STORAGE_KEY, choice);
}

export function nextThemeChoice(choice: ThemeChoice): ThemeChoice {
  return THEME_CHOICES[(THEME_CHOICES.indexOf(choice) + 1) % THEME_CHOICES.length] ?? 'system';
}
