import { msg } from '@lit/localize';
import { fromTheLeft } from '../locale/formats.ts';

/** Somebody as the audit trail names them, in words: "person:grace" → "grace". */
export function whoWords(by: string): string {
  const [kind, name = ''] = by.split(/:(.*)/);
  switch (kind) {
    case 'person':
    case 'machine':
      return fromTheLeft(name);
    case 'guest':
      return msg('a guest');
    case 'demo':
      return msg('demonstration');
    default:
      return msg('the instrument');
  }
}
