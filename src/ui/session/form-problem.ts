import { msg } from '@lit/localize';
import type { z } from 'zod';
import type { Problem } from '../../core/wire/live.ts';

/** What is wrong with the first wrong field, in the form's own words; that field is selected. */
export function formProblem(error: z.ZodError, form: HTMLFormElement): Problem {
  const issue = error.issues[0];
  const field = String(issue?.path[0] ?? '');
  const input = form.elements.namedItem(field === 'wbcCount' ? 'wbc' : field);
  if (input instanceof HTMLInputElement) input.select();
  return { code: 'form-invalid', ...fieldWords(field, issue?.message ?? '') };
}

function fieldWords(field: string, otherwise: string): Omit<Problem, 'code'> {
  switch (field) {
    case 'accession':
      return {
        message: msg('This is not an accession number.'),
        hint: msg('Letters, digits, dot, dash and underscore, at most 64.'),
      };
    case 'age':
      return {
        message: msg('This is not an age.'),
        hint: msg('A whole number from 0 to 150, in days, months or years.'),
      };
    case 'wbcCount':
      return {
        message: msg('This is not a white-cell count.'),
        hint: msg('In 10⁹/L, for example 7.2; at most 1000.'),
      };
    default:
      return { message: msg('This cannot be started.'), hint: otherwise };
  }
}
