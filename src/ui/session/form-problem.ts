import type { z } from 'zod';
import type { Problem } from '../../core/wire/live.ts';

const FIELD_WORDS: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  accession: {
    message: 'This is not an accession number.',
    hint: 'Letters, digits, dot, dash and underscore, at most 64.',
  },
  age: { message: 'This is not an age.', hint: 'A whole number from 0 to 150, in days, months or years.' },
  wbcCount: { message: 'This is not a white-cell count.', hint: 'In 10⁹/L, for example 7.2; at most 1000.' },
};

/** What is wrong with the first wrong field, in the form's own words; that field is selected. */
export function formProblem(error: z.ZodError, form: HTMLFormElement): Problem {
  const issue = error.issues[0];
  const field = String(issue?.path[0] ?? '');
  const input = form.elements.namedItem(field === 'wbcCount' ? 'wbc' : field);
  if (input instanceof HTMLInputElement) input.select();
  const words = FIELD_WORDS[field] ?? { message: 'This cannot be started.', hint: issue?.message ?? '' };
  return { code: 'form-invalid', ...words };
}
