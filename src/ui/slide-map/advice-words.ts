import { msg, str } from '@lit/localize';
import type { ScanAdvice } from '../../core/wire/slide-map.ts';
import { formatNumber } from '../locale/formats.ts';

/** Ways shorter than this are not worth telling, in µm. */
const LEAST_WAY_UM = 5;

/** Where to move the view: "Next lane: down 0.05 mm". */
export function adviceWords({ kind, dxUm, dyUm }: ScanAdvice): string {
  const across = wayAcross(dxUm);
  const down = wayDown(dyUm);
  const way = [across, down].filter((words) => words !== null).join(', ') || msg('here');
  switch (kind) {
    case 'gap':
      return msg(str`Nearest gap: ${way}`);
    case 'lane':
      return msg(str`On along this lane: ${way}`);
    case 'next-lane':
      return msg(str`Next lane: ${way}`);
  }
}

function wayAcross(um: number): string | null {
  if (Math.abs(um) < LEAST_WAY_UM) return null;
  const mm = formatNumber(Math.abs(um) / 1000, 2);
  return um < 0 ? msg(str`left ${mm} mm`) : msg(str`right ${mm} mm`);
}

function wayDown(um: number): string | null {
  if (Math.abs(um) < LEAST_WAY_UM) return null;
  const mm = formatNumber(Math.abs(um) / 1000, 2);
  return um < 0 ? msg(str`up ${mm} mm`) : msg(str`down ${mm} mm`);
}

/** "0.42 mm², gaps: 2". */
export function coverageWords({ areaMm2, gapCount }: { areaMm2: number; gapCount: number }): string {
  const area = formatNumber(areaMm2, areaMm2 < 0.1 ? 3 : 2);
  return gapCount === 0 ? msg(str`${area} mm², no gaps`) : msg(str`${area} mm², gaps: ${gapCount}`);
}
