import { msg } from '@lit/localize';
import { readStorage, writeStorage } from '../theme/browser-storage.ts';
import { PATH_CHOICES, type PathChoice } from './picture-path.ts';

const STORAGE_KEY = 'hematovision.picture-path';

/** The choice of this browser. */
export function storedPathChoice(): PathChoice {
  const stored = readStorage(STORAGE_KEY);
  return PATH_CHOICES.find((choice) => choice === stored) ?? 'automatic';
}

export function keepPathChoice(choice: PathChoice): void {
  writeStorage(STORAGE_KEY, choice);
}

export function pathChoiceWords(choice: PathChoice): string {
  switch (choice) {
    case 'automatic':
      return msg('Automatic: video over a slow network');
    case 'pictures':
      return msg('Single pictures');
    case 'video':
      return msg('Video');
  }
}
