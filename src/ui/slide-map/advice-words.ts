import type { ScanAdvice } from '../../core/wire/slide-map.ts';

/** Ways shorter than this are not worth telling, in µm. */
const LEAST_WAY_UM = 5;

const BEGINNINGS: Readonly<Record<ScanAdvice['kind'], string>> = {
  gap: 'Nearest gap',
  lane: 'On along this lane',
  'next-lane': 'Next lane',
};

/** Where to move the view: "Next lane: down 0.05 mm". */
export function adviceWords({ kind, dxUm, dyUm }: ScanAdvice): string {
  const ways = [way(dxUm, 'left', 'right'), way(dyUm, 'up', 'down')].filter((words) => words !== null);
  return ways.length === 0 ? `${BEGINNINGS[kind]}: here` : `${BEGINNINGS[kind]}: ${ways.join(', ')}`;
}

function way(um: number, back: string, forth: string): string | null {
  if (Math.abs(um) < LEAST_WAY_UM) return null;
  return `${um < 0 ? back : forth} ${(Math.abs(um) / 1000).toFixed(2)} mm`;
}

/** "0.42 mm², 2 gaps". */
export function coverageWords({ areaMm2, gapCount }: { areaMm2: number; gapCount: number }): string {
  const gaps = gapCount === 0 ? 'no gaps' : `${gapCount} ${gapCount === 1 ? 'gap' : 'gaps'}`;
  return `${areaMm2.toFixed(areaMm2 < 0.1 ? 3 : 2)} mm², ${gaps}`;
}
