import { ANALYTE_NAME } from './analyte-names.ts';
import { type ClassSet, notCountedApart } from './class-set.ts';

/** What a count did not look for, in words for documents and messages; null when it told all classes apart. */
export function classSetSentence(set: ClassSet = 'all'): string | null {
  const names = notCountedApart(set).map((name) => ANALYTE_NAME[name]);
  return names.length === 0 ? null : `Not counted apart: ${names.join(', ')}.`;
}
