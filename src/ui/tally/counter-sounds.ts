import type { Sound } from '../sound/sound-choice.ts';
import { play } from '../sound/sounds.ts';
import { readStorage, writeStorage } from '../theme/browser-storage.ts';

const STORAGE_KEY = 'hematovision.tally-sounds';

/** The sounds of the manual counter, off until somebody switches them on; the choice is this browser's. */
export class CounterSounds {
  #on = readStorage(STORAGE_KEY) === 'on';

  get on(): boolean {
    return this.#on;
  }

  toggle(): void {
    this.#on = !this.#on;
    writeStorage(STORAGE_KEY, this.#on ? 'on' : 'off');
    this.play('cell');
  }

  play(sound: Sound): void {
    if (this.#on) play(sound);
  }
}
