import type { Sound } from './sound-choice.ts';

/** One sine each, soft at both ends: heard at the bench, not across the room. */
const TONES: Readonly<
  Record<
    Sound,
    readonly { readonly hz: number; readonly atS: number; readonly forS: number; readonly gain: number }[]
  >
> = {
  cell: [{ hz: 1800, atS: 0, forS: 0.03, gain: 0.05 }],
  undone: [{ hz: 700, atS: 0, forS: 0.06, gain: 0.06 }],
  target: [
    { hz: 660, atS: 0, forS: 0.35, gain: 0.12 },
    { hz: 880, atS: 0.18, forS: 0.6, gain: 0.12 },
  ],
  lost: [{ hz: 165, atS: 0, forS: 0.5, gain: 0.2 }],
};

const EDGE_S = 0.01;

let audio: AudioContext | null = null;

/** Plays a sound. Browsers keep a page silent until somebody touched it; what comes before is not heard. */
export function play(sound: Sound): void {
  audio ??= new AudioContext();
  void audio.resume();
  if (audio.state !== 'running') return;
  for (const { hz, atS, forS, gain } of TONES[sound]) {
    const start = audio.currentTime + atS;
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(gain, start + EDGE_S);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + forS);
    const tone = audio.createOscillator();
    tone.frequency.value = hz;
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + forS);
  }
}
