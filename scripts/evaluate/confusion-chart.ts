import { escaped, svgCard } from './svg-card.ts';

const CELL = 42;
const LEFT = 176;
const TOP = 58;
const FOOT = 130;

/** A confusion matrix as a heat map: rows are what the cells are, columns what they were named; shaded by row. */
export function confusionChart(
  title: string,
  names: readonly string[],
  matrix: readonly (readonly number[])[],
): string {
  const used = names.map((_, index) => (matrix[index] ?? []).some((count) => count > 0));
  const rows = names.flatMap((name, index) => (used[index] ? [{ name, counts: matrix[index] ?? [] }] : []));
  const body = rows.flatMap(({ name, counts }, row) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const y = TOP + row * CELL;
    const cells = counts.map((count, column) => {
      const x = LEFT + column * CELL;
      const opacity = count === 0 ? 0 : 0.06 + (0.84 * count) / total;
      const shade = `<rect class="cell" x="${x}" y="${y}" width="${CELL}" height="${CELL}" fill-opacity="${opacity.toFixed(2)}"/>`;
      const label =
        count === 0
          ? ''
          : `<text x="${x + CELL / 2}" y="${y + CELL / 2 + 4}" text-anchor="middle">${count}</text>`;
      return shade + label;
    });
    return [
      `<text x="${LEFT - 10}" y="${y + CELL / 2 + 4}" text-anchor="end">${escaped(name)}</text>`,
      ...cells,
    ];
  });
  const bottom = TOP + rows.length * CELL;
  const right = LEFT + names.length * CELL;
  const lines = [
    ...Array.from({ length: rows.length + 1 }, (_, row) => `M${LEFT} ${TOP + row * CELL}H${right}`),
    ...Array.from({ length: names.length + 1 }, (_, column) => `M${LEFT + column * CELL} ${TOP}V${bottom}`),
  ];
  const columns = names.map((name, column) => {
    const x = LEFT + column * CELL + CELL / 2 + 4;
    return `<text transform="translate(${x} ${bottom + 12}) rotate(-50)" text-anchor="end">${escaped(name)}</text>`;
  });
  const heading = `<text class="small" x="16" y="46">rows: what the cells are · columns: what they were named</text>`;
  const size = { width: right + 24, height: bottom + FOOT };
  return svgCard(size, title, [heading, ...body, `<path class="grid" d="${lines.join('')}"/>`, ...columns]);
}
