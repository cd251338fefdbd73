import { configureLocalization } from '@lit/localize';
import { readStorage, writeStorage } from '../theme/browser-storage.ts';
import { sourceLocale, targetLocales } from './generated/locale-codes.ts';

export type Language = typeof sourceLocale | (typeof targetLocales)[number];

/** Each language by its own name, as people look for it. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  hi: 'हिन्दी',
  te: 'తెలుగు',
  ar: 'العربية',
};

/** `system` follows the browser's languages. */
export type LanguageChoice = Language | 'system';

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (locale) => TEMPLATES[locale as (typeof targetLocales)[number]](),
});

/** Each is fetched when it is chosen. */
const TEMPLATES = {
  ar: () => import('./generated/ar.ts'),
  es: () => import('./generated/es.ts'),
  fr: () => import('./generated/fr.ts'),
  hi: () => import('./generated/hi.ts'),
  te: () => import('./generated/te.ts'),
} as const;

/** Fetches a language and shows it; until then, and when it cannot be had, the page keeps the one it has. */
export async function showLanguage(wanted: Language): Promise<void> {
  await setLocale(wanted).catch(() => undefined);
}

/** The language that is shown. */
export function language(): Language {
  return getLocale() as Language;
}

const RIGHT_TO_LEFT: readonly Language[] = ['ar'];

/** Whether the language that is shown is written from the right. */
export function isRightToLeft(): boolean {
  return RIGHT_TO_LEFT.includes(language());
}

const STORAGE_KEY = 'hematovision.language';

/** The choice of this browser. */
export function storedLanguageChoice(): LanguageChoice {
  const stored = readStorage(STORAGE_KEY);
  return stored !== null && stored in LANGUAGES ? (stored as Language) : 'system';
}

export function keepLanguageChoice(choice: LanguageChoice): void {
  writeStorage(STORAGE_KEY, choice);
}

/** The first language of a person that the dashboard speaks. */
export function languageOf(wanted: readonly string[]): Language {
  const codes = wanted.map((tag) => tag.split('-')[0]);
  return codes.find((code): code is Language => code !== undefined && code in LANGUAGES) ?? sourceLocale;
}
