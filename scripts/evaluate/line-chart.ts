import { escaped, lineStyle, place, svgCard } from './svg-card.ts';

export type Point = readonly [x: number, y: number];

interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly logarithmic?: boolean;
}

interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** Marks one place on the line. */
  readonly dot?: Point | undefined;
}

export interface LineChart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** A thin line to compare with. */
  readonly reference?: readonly Point[];
}

const PLOT = { left: 60, top: 44, width: 330, height: 270 };
const LEGEND = { left: 410, width: 230, lineHeight: 19 };

/** Share of the axis, 0 to 1; what lies beyond an end stands at it. */
function share({ from, to, logarithmic }: Axis, value: number): number {
  const scale = (at: number): number => (logarithmic ? Math.log10(Math.max(at, from)) : at);
  return Math.min(1, Math.max(0, (scale(value) - scale(from)) / (scale(to) - scale(from))));
}

/** Points without those that a straight line between their neighbours passes within a tenth of a pixel. */
function thinned(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const [before, last] = kept.slice(-2);
    const turn =
      before && last
        ? Math.abs(
            (last[0] - before[0]) * (point[1] - before[1]) - (last[1] - before[1]) * (point[0] - before[0]),
          )
        : 1;
    if (before && last && turn < 0.1) kept.pop();
    kept.push(point);
  }
  return kept;
}

/** Lines over two axes, with a legend. */
export function lineChart({ title, x, y, lines, reference }: LineChart): string {
  const { left, top, width, height } = PLOT;
  const at = ([px, py]: Point): Point => [left + width * share(x, px), top + height * (1 - share(y, py))];
  const path = (points: readonly Point[]): string =>
    thinned(points.filter(([px]) => px <= x.to).map(at))
      .map(([px, py]) => `${place(px)},${place(py)}`)
      .join(' ');
  const bottom = top + height;
  const xTicks = x.ticks.flatMap((tick) => {
    const px = place(at([tick, y.from])[0]);
    return [
      `<path class="grid" d="M${px} ${top}V${bottom}"/>`,
      `<text x="${px}" y="${bottom + 18}" text-anchor="middle">${tick}</text>`,
    ];
  });
  const yTicks = y.ticks.flatMap((tick) => {
    const py = at([x.from, tick])[1];
    return [
      `<path class="grid" d="M${left} ${place(py)}H${left + width}"/>`,
      `<text x="${left - 8}" y="${place(py + 4)}" text-anchor="end">${tick}</text>`,
    ];
  });
  const drawn = lines.flatMap(({ points, dot }, index) => [
    `<polyline ${lineStyle(index)} points="${path(points)}"/>`,
    ...(dot
      ? [`<circle ${lineStyle(index)} cx="${place(at(dot)[0])}" cy="${place(at(dot)[1])}" r="5"/>`]
      : []),
  ]);
  const legend = lines.flatMap(({ name }, index) => {
    const py = top + 8 + index * LEGEND.lineHeight;
    return [
      `<path ${lineStyle(index)} d="M${LEGEND.left} ${py}h22"/>`,
      `<text class="small" x="${LEGEND.left + 30}" y="${py + 4}">${escaped(name)}</text>`,
    ];
  });
  const compared = reference
    ? [`<polyline class="axis" stroke-dasharray="2 3" points="${path(reference)}"/>`]
    : [];
  const axes = [
    `<path class="axis" d="M${left} ${top}V${bottom}H${left + width}"/>`,
    `<text x="${left + width / 2}" y="${bottom + 40}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text transform="translate(18 ${top + height / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  ];
  const size = { width: LEGEND.left + LEGEND.width, height: bottom + 56 };
  return svgCard(size, title, [...xTicks, ...yTicks, ...axes, ...compared, ...drawn, ...legend]);
}
