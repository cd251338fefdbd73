/** The parts of a keyboard event that tell which key it was. */
export interface Keystroke {
  readonly key: string;
  readonly code: string;
}

/**
 * The key in lower case, as on a Latin keyboard: on an Arabic, Hindi or Telugu one the letters of commands stand where
 * their keycaps carry them.
 */
export function latinKey({ key, code }: Keystroke): string {
  if (key.length !== 1 || key.charCodeAt(0) < 128) return key.toLowerCase();
  return /^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key;
}
