/** Colours that carry on a light and on a dark card; further lines are dashed. */
const LINE_COLOURS = ['#2f81f7', '#e0812b', '#2da44e', '#e5534b', '#9a6bff', '#d4a72c', '#1b9e9e', '#d1569e'];

const STYLE = `
  .card { fill: #ffffff; stroke: #d0d7de }
  text { fill: #24292f; font: 12px system-ui, sans-serif }
  .title { font-size: 14px; font-weight: 600 }
  .small { font-size: 11px }
  .grid { stroke: #d0d7de; stroke-width: 1; fill: none }
  .axis { stroke: #6e7781; stroke-width: 1; fill: none }
  .cell { fill: #2f81f7 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #161b22; stroke: #30363d }
    text { fill: #e6edf3 }
    .grid { stroke: #30363d }
    .axis { stroke: #8b949e }
  }`;

/** Colour and dashes of line number `index`. */
export function lineStyle(index: number): string {
  const colour = LINE_COLOURS[index % LINE_COLOURS.length];
  return `stroke="${colour}" fill="none" stroke-width="2"${index < LINE_COLOURS.length ? '' : ' stroke-dasharray="5 3"'}`;
}

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

/** A coordinate with as many digits as a picture needs, so that files stay small and do not change by a hair. */
export function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A picture on a card of its own, readable on light and dark pages; `body` is what is drawn on it. */
export function svgCard(
  size: { readonly width: number; readonly height: number },
  title: string,
  body: readonly string[],
): string {
  const { width, height } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>
<text class="title" x="16" y="26">${escaped(title)}</text>
${body.join('\n')}
</svg>
`;
}
