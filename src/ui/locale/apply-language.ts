import { isRightToLeft, type LanguageChoice, language, languageOf, showLanguage } from './language.ts';

/** Shows the page in a language, with its direction. */
export async function applyLanguage(choice: LanguageChoice): Promise<void> {
  await showLanguage(choice === 'system' ? languageOf(navigator.languages) : choice);
  const { documentElement: root } = document;
  root.lang = language();
  root.dir = isRightToLeft() ? 'rtl' : 'ltr';
}
