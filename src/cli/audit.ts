import { parseArgs } from 'node:util';
import { HematovisionError } from '../core/errors.ts';
import type { AccessStore } from '../store/access-store.ts';
import type { AuditEntry, AuditHead } from '../store/records.ts';
import { atTheConsole, FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision audit COMMAND [OPTIONS]

  verify [--head NUMBER:HASH]     checks every row of the audit trail; 0: in order, 65: changed, and where
  list [--json] [--limit 100]     the newest rows, oldest first

Rows cut off at the end by somebody who knows how are found with --head only: give it a head that was published
(MQTT, …/health, "audit") and kept elsewhere.

${FOLDER_USAGE}`;

/** The audit trail at the console. */
export async function runAudit(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...FOLDER_OPTIONS,
      head: { type: 'string' },
      json: { type: 'boolean' },
      limit: { type: 'string', default: '100' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [verb] = positionals;
  if (verb === 'verify') {
    const published = values.head === undefined ? undefined : headOf(values.head);
    await atTheConsole(values, (access) => verify(access, published));
  } else if (verb === 'list') {
    if (!/^\d{1,9}$/.test(values.limit))
      throw new HematovisionError('usage', `--limit takes a number, not '${values.limit}'`);
    await atTheConsole(values, (access) => {
      for (const entry of access.audit.newest(Number(values.limit)))
        process.stdout.write(`${values.json ? JSON.stringify(entry) : words(entry)}\n`);
    });
  } else {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  return EXIT.ok;
}

function verify(access: AccessStore, published: AuditHead | undefined): void {
  const verdict = access.audit.verify(published);
  if (!verdict.ok)
    throw new HematovisionError('audit-broken', `Audit trail, row ${verdict.row}: ${verdict.reason}`);
  const { rows, head } = verdict;
  process.stdout.write(`${rows} rows in order; head ${head.number}:${head.hash}\n`);
}

function headOf(text: string): AuditHead {
  const [, number, hash = ''] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined) throw new HematovisionError('usage', `--head takes NUMBER:HASH, not '${text}'`);
  return { number: Number(number), hash };
}

function words({ number, at, actor, what, session, details }: AuditEntry): string {
  return `${number}  ${at}  ${actor}  ${what}${session ? `  ${session}` : ''}  ${JSON.stringify(details)}`;
}
