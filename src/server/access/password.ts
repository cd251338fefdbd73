import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

interface Cost {
  /** Binary logarithm of N: memory is 128 · N · r bytes. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB, three times over: as strong as OWASP's 128 MiB once, and kinder to a small box. */
const COST: Cost = { ln: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const FORM = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** A salted hash with its parameters in PHC string form, so that they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derived(password, salt, COST);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(key)}`;
}

/** Whether this is the password of that hash. */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const { cost, salt, key } = parse(stored);
  return timingSafeEqual(await derived(password, salt, cost), key);
}

/** Whether the hash was made with other parameters than today's. */
export function isOutdated(stored: string): boolean {
  const { cost } = parse(stored);
  return cost.ln !== COST.ln || cost.r !== COST.r || cost.p !== COST.p;
}

function derived(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  // The same letters can be typed in more than one way; NFKC makes them the same bytes.
  return derive(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 129 * N * r });
}

function parse(stored: string): { cost: Cost; salt: Buffer; key: Buffer } {
  const [, ln, r, p, salt = '', key = ''] = FORM.exec(stored) ?? [];
  if (ln === undefined) throw new Error('a stored password hash is not in the form this program writes');
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    key: Buffer.from(key, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
