import type { SessionOrder } from '../../core/session-order.ts';

/** Writes what a laboratory's order says into the fields of a form. */
export function fillOrderForm(form: HTMLFormElement, order: Omit<SessionOrder, 'accession'>): void {
  const fill = (name: string, value: string) => {
    const field = form.elements.namedItem(name);
    if (
      field instanceof HTMLInputElement ||
      field instanceof HTMLSelectElement ||
      field instanceof RadioNodeList
    )
      field.value = value;
  };
  fill('age', String(order.age?.value ?? ''));
  fill('ageUnit', order.age?.unit ?? 'years');
  fill('sex', order.sex ?? '');
  fill('target', String(order.target ?? ''));
  fillWhiteCount(form, order);
}

/** Writes a white-cell count into a form. */
export function fillWhiteCount(
  form: HTMLFormElement,
  { wbcCount, wbcIsCorrected }: Pick<SessionOrder, 'wbcCount' | 'wbcIsCorrected'>,
): void {
  const count = form.elements.namedItem('wbc');
  const corrected = form.elements.namedItem('wbcIsCorrected');
  if (count instanceof HTMLInputElement) count.value = String(wbcCount ?? '');
  if (corrected instanceof HTMLInputElement) corrected.checked = wbcIsCorrected;
}
