import { html, nothing } from 'lit';
import type { Problem } from '../../core/wire/live.ts';

/** What went wrong and what to do about it, told as it happens; nothing where all is well. */
export function problemBox(problem: Problem | null) {
  return problem === null
    ? nothing
    : html`<div class="problem" role="alert"><p>${problem.message}</p><p>${problem.hint}</p></div>`;
}
