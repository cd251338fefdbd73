import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHl7, hl7Segment, hl7Time, parseHl7, unescapeHl7 } from '../../src/lab/hl7-text.ts';

const HEADER = 'MSH|^~\\&|a|b|||20260314||ORM^O01|7|P|2.5.1';

describe('HL7 text', () => {
  it('escapes what would break a message', () => {
    expect(escapeHl7('a|b^c&d~e\\f')).toBe('a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f');
    expect(escapeHl7('one\r\ntwo\u000b')).toBe('one\\X0D\\\\.br\\two\\X0B\\');
  });

  it('gives back any text, whatever stands in it', () => {
    const text = fc.string({ unit: 'binary-ascii' });
    fc.assert(
      fc.property(text, (original) => {
        expect(unescapeHl7(escapeHl7(original))).toBe(original);
      }),
    );
  });

  it('keeps any text in its field: no neighbour and no segment is touched', () => {
    const text = fc.string({ unit: fc.constantFrom(...'|^~\\&\r\n\u000b\u001c aZé中') });
    fc.assert(
      fc.property(text, text, text, (first, second, third) => {
        const segment = hl7Segment('NTE', [1, [first, second], third]);
        expect([...segment].every((letter) => letter >= ' ')).toBe(true);
        const read = parseHl7(`${HEADER}\r${segment}\r`)?.[1];
        expect([read?.text(1), read?.text(2), read?.text(2, 2), read?.text(3)]).toEqual(
          ['1', first, second, third].map((part) => part.trim()),
        );
      }),
    );
  });

  it('counts the fields of a header as HL7 does: MSH-1 is the separator itself', () => {
    const [header] = parseHl7(HEADER) ?? [];
    expect([1, 2, 3, 9, 10, 12].map((field) => header?.text(field))).toEqual([
      '|',
      '^~\\&',
      'a',
      'ORM',
      '7',
      '2.5.1',
    ]);
    expect(header?.text(9, 2)).toBe('O01');
  });

  it('reads with the delimiters that the sender names, and with any end of line', () => {
    const [, segment] = parseHl7('MSH#*!%@#x#\nNTE#1#a*b%S%c!later@sub\r\n') ?? [];
    expect([segment?.text(2), segment?.text(2, 2)]).toEqual(['a', 'b*c']);
  });

  it('takes unclosed and unknown escapes as they come', () => {
    expect(unescapeHl7('a\\b')).toBe('a\\b');
    expect(unescapeHl7('\\H\\bold\\N\\ line\\.br\\next')).toBe('bold line\nnext');
  });

  it.each(['', 'PID|1', 'MSH', 'MSH|^~\\', 'MSH|^^\\&|x', 'GET / HTTP/1.1'])(
    'knows %j for no message',
    (text) => {
      expect(parseHl7(text)).toBeNull();
    },
  );

  it('writes times to the second, with their zone', () => {
    expect(hl7Time('2026-03-14T09:20:07.123Z')).toBe('20260314092007+0000');
  });
});
