import { type Language, type LanguageChoice, language, languageOf, showLanguage } from './language.ts';

const RIGHT_TO_LEFT: readonly Language[] = ['ar'];

/** Shows the page in a language, with its direction. */
export async function applyLanguage(choice: LanguageChoice): Promise<void> {
  await showLanguage(choice === 'system' ? languageOf(navigator.languages) : choice);
  const { documentElement: root } = document;
  root.lang = language();
  root.dir = RIGHT_TO_LEFT.includes(language()) ? 'rtl' : 'ltr';
}
