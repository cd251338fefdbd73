import { parseArgs } from 'node:util';
import { ROLES, type Role } from '../core/access.ts';
import { HematovisionError } from '../core/errors.ts';
import { accountName, role as roleSchema } from '../core/wire/access.ts';
import { hashPassword } from '../server/access/password.ts';
import type { AccessStore } from '../store/access-store.ts';
import { askPassword } from './ask-password.ts';
import { atTheConsole, FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision user COMMAND [OPTIONS]

  list [--json]
  add NAME --role ROLE     ROLE: ${ROLES.join(' | ')}
  password NAME            sets a new password
  role NAME ROLE
  disable NAME             enable NAME

The password is asked for, or read from stdin; it is never an argument. Whatever changes ends the sign-ins of
the account. All of it is written to the audit trail. The instrument may run meanwhile.

${FOLDER_USAGE}`;

type Command = (access: AccessStore, name: string, role: string | undefined) => void | Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  add: async (access, name, role) => {
    const account = { name, role: roleNamed(role) };
    access.addAccount({ ...account, password: await hashPassword(await askPassword(name)) });
  },
  password: async (access, name) => {
    access.changeAccount(name, { password: await hashPassword(await askPassword(name)) });
  },
  role: (access, name, role) => access.changeAccount(name, { role: roleNamed(role) }),
  disable: (access, name) => access.changeAccount(name, { disabled: true }),
  enable: (access, name) => access.changeAccount(name, { disabled: false }),
};

/** Accounts from the console. */
export async function runUser(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...FOLDER_OPTIONS, role: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [verb = '', name = '', role = values.role] = positionals;
  if (verb === 'list') {
    await atTheConsole(values, (access) => list(access, values.json ?? false));
    return EXIT.ok;
  }
  const command = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
  if (!command || name === '') {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  await atTheConsole({ ...values, create: verb === 'add' }, (access) =>
    command(access, accountNamed(name), role),
  );
  process.stderr.write(`hematovision user: ${verb} ${name}: done\n`);
  return EXIT.ok;
}

function list(access: AccessStore, json: boolean): void {
  for (const { name, role, disabled, createdAt } of access.accounts()) {
    const line = json
      ? JSON.stringify({ name, role, disabled, createdAt })
      : `${name.padEnd(24)}${role.padEnd(16)}${disabled ? 'disabled' : ''}`.trimEnd();
    process.stdout.write(`${line}\n`);
  }
}

function accountNamed(name: string): string {
  const { success, data, error } = accountName.safeParse(name);
  if (success) return data;
  throw new HematovisionError('usage', `${name}: ${error.issues[0]?.message}`);
}

function roleNamed(name: string | undefined): Role {
  const { success, data } = roleSchema.safeParse(name);
  if (success) return data;
  throw new HematovisionError('usage', `A role is one of ${ROLES.join(', ')}, not '${name ?? ''}'`);
}
