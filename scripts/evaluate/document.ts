/** The parts of the document, in their order. The last is written by hand, from bench/classifier-variants.ts. */
export const PARTS = ['Classifier', 'Detector', 'Speed', 'Variants'] as const;
export type Part = (typeof PARTS)[number];

const HEAD = `Written by \`npm run evaluate\`, which runs the shipped models through the product's own code over pictures
that no model was trained on. Shares carry their 95 % interval (Wilson). Decision support, not a medical device.
`;

/** The parts of a document that was written before. */
export function readParts(document: string): Map<string, string> {
  const sections = document.split(/^## (?=\S)/m).slice(1);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end + 1).trim()];
    }),
  );
}

/** The whole document; parts that were not measured anew stay as they were. */
export function writeDocument(before: string, measured: ReadonlyMap<Part, string>): string {
  const kept = readParts(before);
  const parts = PARTS.flatMap((part) => {
    const body = measured.get(part) ?? kept.get(part);
    return body === undefined ? [] : [`## ${part}\n\n${body.trim()}\n`];
  });
  return [`# Evaluation\n\n${HEAD}`, ...parts].join('\n');
}
