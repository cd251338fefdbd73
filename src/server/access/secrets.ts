import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** What a secret opens stands in its first letters: a found one can be traced, and is looked up in one table. */
const PREFIXES = { 'sign-in': 'hvs_', token: 'hvt_', link: 'hvl_' } as const;
export type SecretKind = keyof typeof PREFIXES;

/** Crockford's base 32: no letter that reads like a digit. */
const CODE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 256 random bits. */
export function newSecret(kind: SecretKind): string {
  return PREFIXES[kind] + randomBytes(32).toString('base64url');
}

/** What a text claims to be; null for none of ours. */
export function kindOfSecret(text: string): SecretKind | null {
  const kinds = Object.keys(PREFIXES) as SecretKind[];
  return kinds.find((kind) => text.startsWith(PREFIXES[kind])) ?? null;
}

/** What is stored of a secret. A plain hash is enough for 256 random bits, unlike for a password. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** 40 random bits to read from one screen and type at another: XXXX-XXXX. */
export function newClaimCode(): string {
  const letters = Array.from({ length: 8 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Whether a code was typed right; case, dashes and spaces do not matter. The time taken tells nothing. */
export function sameCode(typed: string, code: string): boolean {
  const plain = (text: string) => Buffer.from(digestOf(text.toUpperCase().replace(/[^0-9A-Z]/g, '')));
  return timingSafeEqual(plain(typed), plain(code));
}
