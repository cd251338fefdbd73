import { msg } from '@lit/localize';
import { readStorage, writeStorage } from '../theme/browser-storage.ts';

/** What the instrument says without words. */
export type Sound = 'cell' | 'undone' | 'target' | 'lost';

/** `signals`: target reached, place lost. `all`: also each counted cell. */
export const SOUND_CHOICES = ['off', 'signals', 'all'] as const;
export type SoundChoice = (typeof SOUND_CHOICES)[number];

const STORAGE_KEY = 'hematovision.sounds';

/** The choice of this browser. */
export function storedSoundChoice(): SoundChoice {
  const stored = readStorage(STORAGE_KEY);
  return SOUND_CHOICES.find((choice) => choice === stored) ?? 'signals';
}

export function keepSoundChoice(choice: SoundChoice): void {
  writeStorage(STORAGE_KEY, choice);
}

export function soundWords(choice: SoundChoice): string {
  switch (choice) {
    case 'off':
      return msg('No sounds');
    case 'signals':
      return msg('Target reached and place lost');
    case 'all':
      return msg('Also each counted cell');
  }
}
