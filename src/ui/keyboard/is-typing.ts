const TYPING_FIELDS = ['input', 'textarea', 'select'];

/** Whether a key goes into a field or a dialog, across shadow roots. Radio buttons take arrows and space only. */
export function isTyping(event: KeyboardEvent): boolean {
  const path = event.composedPath();
  const target = path[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === 'radio') return false;
  return (
    TYPING_FIELDS.includes(target.localName) || path.some((at) => at instanceof HTMLDialogElement && at.open)
  );
}
