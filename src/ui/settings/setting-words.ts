import { msg } from '@lit/localize';
import type { SettingName, SettingValue } from '../../core/wire/settings.ts';
import { formatNumber } from '../locale/formats.ts';

interface SettingWords {
  readonly label: string;
  /** What it does, and in what. */
  readonly meaning: string;
}

const WORDS: Readonly<Record<SettingName, () => SettingWords>> = {
  'capture.source': () => ({
    label: msg('Camera'),
    meaning: msg('A plugged-in camera, a stream (rtsp://…, http://…) or a recording (file:PATH)'),
  }),
  'capture.width': () => ({ label: msg('Picture width'), meaning: msg('Pixels') }),
  'capture.height': () => ({ label: msg('Picture height'), meaning: msg('Pixels') }),
  'capture.fps': () => ({ label: msg('Pictures a second'), meaning: msg('That are asked of the camera') }),
  'slide.micronsPerPixel': () => ({
    label: msg('Scale'),
    meaning: msg('µm per pixel; empty: what was calibrated'),
  }),
  'inference.rejectBelow': () => ({
    label: msg('Least probability'),
    meaning: msg('A cell whose best class is less probable stays unclassified until a person decides'),
  }),
  'inference.classSet': () => ({
    label: msg('Classes in use'),
    meaning: msg('All eleven, or the five of normal blood, in which bands count as segmented'),
  }),
  'slide.quality.leastFocus': () => ({
    label: msg('Least focus'),
    meaning: msg('Part of the sharpness of the sharpest fields, 0 to 1'),
  }),
  'slide.quality.speedShare': () => ({
    label: msg('Fastest stage'),
    meaning: msg('Part of the width that the stage may move from one picture to the next'),
  }),
  'slide.quality.darkest': () => ({ label: msg('Darkest field'), meaning: msg('Mean brightness, 0 to 255') }),
  'slide.quality.brightest': () => ({
    label: msg('Brightest field'),
    meaning: msg('Mean brightness, 0 to 255'),
  }),
  'slide.quality.mostClipped': () => ({
    label: msg('Most overexposed'),
    meaning: msg('Part of the pixels that may be clipped beyond those of a good field'),
  }),
  'slide.quality.mostHueShift': () => ({
    label: msg('Most change of stain'),
    meaning: msg('Degrees of hue between a field and a good one'),
  }),
  'slide.quality.leastCovered': () => ({
    label: msg('Thinnest layer'),
    meaning: msg('Part of the picture that red cells must cover'),
  }),
  'slide.quality.mostCovered': () => ({
    label: msg('Thickest layer'),
    meaning: msg('Part of the picture that red cells may cover'),
  }),
  'slide.quality.mostOverlap': () => ({
    label: msg('Most overlap'),
    meaning: msg('Part of the red cells that may lie over others'),
  }),
  'server.idleMinutes': () => ({
    label: msg('Sign out after'),
    meaning: msg('Minutes in which nobody did anything'),
  }),
};

export function settingWords(name: SettingName): SettingWords {
  return WORDS[name]();
}

/** A value as it is shown beside its field. */
export function valueWords(value: SettingValue): string {
  if (value === null) return msg('not set');
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'string' ? choiceWords(value) : value.join(', ');
}

/** Names of choices; others stand as they are written. */
export function choiceWords(choice: string): string {
  switch (choice) {
    case 'all':
      return msg('All eleven');
    case 'five-part':
      return msg('Five-part differential');
    case 'simulator':
      return msg('Simulated microscope');
    default:
      return choice;
  }
}
