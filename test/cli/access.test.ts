import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DATABASE_FILE } from '../../src/store/store.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PASSWORD = 'correct horse battery\n';

describe('accounts at the console', () => {
  it('are added, changed and listed, and every act is in the trail under the name of who typed', async () => {
    const data = ['--data', temporaryFolder()];
    const user = (...args: string[]) => runCommand(['user', ...args, ...data], PASSWORD);
    expect(await user('add', 'Ada', '--role', 'administrator')).toMatchObject({ code: 0, stdout: '' });
    expect((await user('add', 'grace', '--role', 'viewer')).code).toBe(0);
    expect((await user('role', 'grace', 'reviewer')).code).toBe(0);
    expect((await user('disable', 'grace')).code).toBe(0);
    expect((await user('password', 'grace')).code).toBe(0);
    const listed = (await user('list', '--json')).stdout.trim().split('\n');
    expect(listed.map((line) => JSON.parse(line))).toMatchObject([
      { name: 'ada', role: 'administrator', disabled: false },
      { name: 'grace', role: 'reviewer', disabled: true },
    ]);
    const { stdout } = await runCommand(['audit', 'list', '--json', ...data]);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ what }) => what)).toEqual([
      'account-added',
      'account-added',
      'account-changed',
      'account-changed',
      'account-changed',
    ]);
    for (const { actor } of entries) expect(actor).toMatch(/^console:./);
    expect(stdout).not.toContain('battery');
  }, 60_000);

  it.each([
    ['a short password', ['add', 'ada', '--role', 'viewer'], 'short\n', 64, '12 characters'],
    ['a role nobody knows', ['add', 'ada', '--role', 'king'], PASSWORD, 64, "'king'"],
    ['a name that is none', ['add', '../ada', '--role', 'viewer'], PASSWORD, 64, '../ada'],
    ['no command', [], '', 64, 'usage: hematovision user'],
  ])('refuse %s', async (_, args, input, code, said) => {
    const result = await runCommand(['user', ...args, '--data', temporaryFolder()], input);
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(said);
  });

  it('says that a folder holds no data rather than making one', async () => {
    const result = await runCommand(['audit', 'verify', '--data', join(temporaryFolder(), 'typo')]);
    expect(result).toMatchObject({ code: 66, stderr: expect.stringContaining('typo') });
  });
});

describe('tokens at the console', () => {
  it('are printed once, listed without their secret, and revoked', async () => {
    const folder = temporaryFolder();
    const data = ['--data', folder];
    await runCommand(['user', 'add', 'ada', '--role', 'administrator', ...data], PASSWORD);
    const created = await runCommand([
      'token',
      'create',
      'lis',
      '--scope',
      'watch,count',
      '--days',
      '30',
      ...data,
    ]);
    expect(created.stdout).toMatch(/^hvt_[\w-]{43}\n$/);
    expect((await runCommand(['token', 'create', 'lis', '--scope', 'watch', ...data])).code).toBe(65);
    expect((await runCommand(['token', 'create', 'x', '--scope', 'sign', ...data])).code).toBe(64);
    expect((await runCommand(['token', 'revoke', 'lis', ...data])).code).toBe(0);
    const { stdout } = await runCommand(['token', 'list', '--json', ...data]);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'lis', revokedAt: expect.any(String) });
    expect(stdout).not.toContain('hvt_');
  }, 60_000);
});

describe('the audit trail at the console', () => {
  it('is verified, and the first bad row is named', async () => {
    const folder = temporaryFolder();
    const data = ['--data', folder];
    for (const name of ['ada', 'grace'])
      await runCommand(['user', 'add', name, '--role', 'administrator', ...data], PASSWORD);
    const good = await runCommand(['audit', 'verify', ...data]);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('2 rows in order') });
    const head = /head (\S+)/.exec(good.stdout)?.[1] ?? '';
    expect((await runCommand(['audit', 'verify', '--head', head, ...data])).code).toBe(0);
    const database = new DatabaseSync(join(folder, DATABASE_FILE));
    database.exec("DROP TRIGGER audit_is_never_changed; UPDATE audit SET actor = 'nobody' WHERE number = 2");
    database.close();
    const bad = await runCommand(['audit', 'verify', ...data]);
    expect(bad).toMatchObject({ code: 65, stderr: expect.stringContaining('row 2') });
  }, 60_000);
});
