import { parseArgs } from 'node:util';
import { TOKEN_SCOPES, type TokenScope } from '../core/access.ts';
import { HematovisionError } from '../core/errors.ts';
import { digestOf, newSecret } from '../server/access/secrets.ts';
import type { AccessStore } from '../store/access-store.ts';
import { atTheConsole, FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const DAY_MS = 24 * 3_600_000;

const USAGE = `usage: hematovision token COMMAND [OPTIONS]

  list [--json]
  create NAME --scope SCOPES [--days 365]     SCOPES: ${TOKEN_SCOPES.join(', ')} (separated by commas)
  revoke NAME

A token lets a program in: Authorization: Bearer hvt_…   It is printed once and stored as a hash only.

${FOLDER_USAGE}`;

/** Tokens of machines from the console. */
export async function runToken(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...FOLDER_OPTIONS,
      scope: { type: 'string' },
      days: { type: 'string', default: '365' },
      json: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [verb, name = ''] = positionals;
  if (verb === 'list') await atTheConsole(values, (access) => list(access, values.json ?? false));
  else if (verb === 'create' && name !== '') {
    const token = { name, scopes: scopesNamed(values.scope), expiresAt: inDays(values.days) };
    await atTheConsole(values, (access) => create(access, token));
  } else if (verb === 'revoke' && name !== '')
    await atTheConsole(values, (access) => access.revokeToken(name));
  else {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  return EXIT.ok;
}

function create(access: AccessStore, token: Parameters<AccessStore['addToken']>[0]): void {
  const secret = newSecret('token');
  access.addToken(token, digestOf(secret));
  process.stdout.write(`${secret}\n`);
  process.stderr.write(
    `hematovision token: ${token.name} is good until ${token.expiresAt}; keep it, it is not shown again\n`,
  );
}

function list(access: AccessStore, json: boolean): void {
  for (const token of access.tokens()) {
    const { name, scopes, expiresAt, lastUsedAt, revokedAt } = token;
    const state = revokedAt === null ? `until ${expiresAt}` : `revoked ${revokedAt}`;
    const words = `${name.padEnd(24)}${scopes.join(',').padEnd(16)}${state}, last used ${lastUsedAt ?? 'never'}`;
    process.stdout.write(`${json ? JSON.stringify(token) : words}\n`);
  }
}

function scopesNamed(text = ''): readonly TokenScope[] {
  return text.split(',').map((name) => {
    const scope = TOKEN_SCOPES.find((known) => known === name.trim());
    if (scope) return scope;
    throw new HematovisionError('usage', `--scope takes ${TOKEN_SCOPES.join(', ')}, not '${name}'`);
  });
}

function inDays(days: string): string {
  if (!/^[1-9]\d{0,3}$/.test(days))
    throw new HematovisionError('usage', `--days takes 1 to 9999, not '${days}'`);
  return new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}
