import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfigFileAndWriteSchema } from '@lit/localize-tools/lib/config.js';
import { RuntimeLitLocalizer } from '@lit/localize-tools/lib/modes/runtime.js';

/**
 * `node scripts/locales.ts` brings the translations of the dashboard up to date: takes its strings out of the source,
 * updates src/ui/locale/xliff, writes src/ui/locale/generated. Exits with 1 and names every string that lacks a
 * translation; `--check` writes nothing and also fails when the generated files are behind.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface LocaleFault {
  readonly locale: string;
  readonly problem: 'not translated' | 'translation is not built' | 'no such string any more';
  readonly words: string;
}

/** What is wrong with the translations as they stand; nothing is written. */
export async function localeFaults(): Promise<readonly LocaleFault[]> {
  const localizer = openLocalizer();
  localizer.assertTranslationsAreValid();
  const { messages } = localizer.extractSourceMessages();
  const { translations } = localizer.readTranslationsSync();
  const faults: LocaleFault[] = [];
  for (const locale of localizer.config.targetLocales) {
    const translated = new Set((translations.get(locale) ?? []).map(({ name }) => name));
    const built = await builtTemplates(locale);
    for (const { name, contents } of messages) {
      const words = contents.map((part) => (typeof part === 'string' ? part : '…')).join('');
      if (!translated.has(name)) faults.push({ locale, problem: 'not translated', words });
      else if (!built.has(name)) faults.push({ locale, problem: 'translation is not built', words });
    }
    const names = new Set(messages.map(({ name }) => name));
    for (const name of built)
      if (!names.has(name)) faults.push({ locale, problem: 'no such string any more', words: name });
  }
  return faults;
}

async function builtTemplates(locale: string): Promise<ReadonlySet<string>> {
  const path = join(ROOT, `src/ui/locale/generated/${locale}.ts`);
  const { templates } = (await import(path)) as { templates: object };
  return new Set(Object.keys(templates));
}

function openLocalizer(): RuntimeLitLocalizer {
  const config = readConfigFileAndWriteSchema(join(ROOT, 'lit-localize.json'));
  return new RuntimeLitLocalizer(config as ConstructorParameters<typeof RuntimeLitLocalizer>[0]);
}

async function bringUpToDate(): Promise<void> {
  const localizer = openLocalizer();
  const { errors } = localizer.extractSourceMessages();
  if (errors.length > 0)
    throw new Error(errors.map(({ messageText }) => JSON.stringify(messageText)).join('\n'));
  await localizer.writeInterchangeFiles();
  await openLocalizer().build();
}

if (import.meta.main) {
  if (!process.argv.includes('--check')) await bringUpToDate();
  const faults = await localeFaults();
  for (const { locale, problem, words } of faults) console.error(`${locale}: ${problem}: ${words}`);
  if (faults.length > 0) process.exitCode = 1;
}
