/**
 * HL7 v2 as text: segments, fields, repetitions, components, subcomponents. Written with the usual delimiters, read
 * with those that MSH-1 and MSH-2 name.
 */
interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

const USUAL: Delimiters = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' };
const HEADERS = new Set(['MSH', 'BHS', 'FHS']);

/** A value ready to stand in a message: text is escaped, a list becomes components. Null and '' are "not known". */
export type Hl7Value = string | number | null | readonly (string | number | null)[];

/** One segment; `fields` starts with field 1 (of MSH: with field 3). Without the segment's end. */
export function hl7Segment(name: string, fields: readonly Hl7Value[]): string {
  const written = fields.map(hl7Field);
  while (written.at(-1) === '') written.pop();
  const head = name === 'MSH' ? ['MSH', '^~\\&'] : [name];
  return [...head, ...written].join('|');
}

function hl7Field(value: Hl7Value): string {
  if (!Array.isArray(value)) return escapeHl7(String(value ?? ''));
  const parts = value.map((part) => escapeHl7(String(part ?? '')));
  while (parts.at(-1) === '') parts.pop();
  return parts.join('^');
}

const ESCAPED: Readonly<Record<string, string>> = {
  '|': '\\F\\',
  '^': '\\S\\',
  '&': '\\T\\',
  '~': '\\R\\',
  '\\': '\\E\\',
  '\n': '\\.br\\',
};

/** Delimiters and control characters as escape sequences, so that no text can break a message. */
export function escapeHl7(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
  return text.replace(/[|^&~\\\u0000-\u001f]/g, (character) => {
    return (
      ESCAPED[character] ?? `\\X${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}\\`
    );
  });
}

/** The text that `escapeHl7` was given. Sequences for highlighting and the like are left out. */
export function unescapeHl7(text: string, delimiters: Delimiters = USUAL): string {
  const { escape: mark } = delimiters;
  const meaning: Readonly<Record<string, string>> = {
    F: delimiters.field,
    S: delimiters.component,
    T: delimiters.subcomponent,
    R: delimiters.repetition,
    E: mark,
    '.br': '\n',
  };
  const [first = '', ...rest] = text.split(mark);
  let plain = first;
  for (let place = 0; place < rest.length; place += 2) {
    const sequence = rest[place] ?? '';
    const closed = place + 1 < rest.length;
    plain += closed ? (meaning[sequence] ?? characters(sequence)) + rest[place + 1] : mark + sequence;
  }
  return plain;
}

function characters(sequence: string): string {
  return /^X([0-9A-Fa-f]{2})+$/.test(sequence) ? Buffer.from(sequence.slice(1), 'hex').toString('utf8') : '';
}

/** One segment of a message that came in. */
export interface Hl7Segment {
  readonly name: string;
  /** Text of a field's component (both from 1) in its first repetition; '' where there is none. */
  text(field: number, component?: number): string;
}

/** Takes a message apart; null when it does not begin with MSH and its delimiters. */
export function parseHl7(message: string): readonly Hl7Segment[] | null {
  const lines = message.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  const header = lines[0] ?? '';
  // Four delimiters and the separator, all of them different.
  if (!header.startsWith('MSH') || new Set(header.slice(3, 8)).size < 5) return null;
  const [field = '', component = '', repetition = '', mark = '', subcomponent = ''] = header.slice(3, 8);
  const delimiters = { field, component, repetition, escape: mark, subcomponent };
  return lines.map((line) => segmentOf(line, delimiters));
}

function segmentOf(line: string, delimiters: Delimiters): Hl7Segment {
  const fields = line.split(delimiters.field);
  const name = fields[0] ?? '';
  // The first separator of a header is its field 1.
  if (HEADERS.has(name)) fields.splice(1, 0, delimiters.field);
  return {
    name,
    text(field, component = 1) {
      const raw = fields[field] ?? '';
      if (HEADERS.has(name) && field <= 2) return raw;
      const [first = ''] = raw.split(delimiters.repetition);
      const part = first.split(delimiters.component)[component - 1] ?? '';
      const [simple = ''] = part.split(delimiters.subcomponent);
      return unescapeHl7(simple, delimiters).trim();
    },
  };
}

/** A moment as HL7 writes it, to the second, in UTC. */
export function hl7Time(utc: string): string {
  return `${utc.slice(0, 19).replace(/[-:T]/g, '')}+0000`;
}
