import {
  isRightToLeft,
  LANGUAGES,
  type Language,
  type LanguageChoice,
  language,
  languageOf,
  showLanguage,
} from './language.ts';

/** Shows the page in a language, with its direction. */
export async function applyLanguage(choice: LanguageChoice): Promise<void> {
  const wanted = choice === 'system' ? languageOf(navigator.languages) : choice;
  await fetchLetters(wanted);
  await showLanguage(wanted);
  const { documentElement: root } = document;
  root.lang = language();
  root.dir = isRightToLeft() ? 'rtl' : 'ltr';
}

/** The letters come before the words: words that were drawn without them can stay boxes. */
async function fetchLetters(wanted: Language): Promise<void> {
  const { fontFamily } = getComputedStyle(document.documentElement);
  const faces = ['400', '600'].map((weight) =>
    document.fonts.load(`${weight} 1em ${fontFamily}`, LANGUAGES[wanted]),
  );
  await Promise.allSettled(faces);
}
