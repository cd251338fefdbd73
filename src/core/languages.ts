/** What the dashboard and the printed report speak, by their ISO 639-1 codes. */
export const LANGUAGE_CODES = ['en', 'es', 'fr', 'hi', 'te', 'ar'] as const;
export type LanguageCode = (typeof LANGUAGE_CODES)[number];
