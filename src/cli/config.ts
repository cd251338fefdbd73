import { parseArgs } from 'node:util';
import { printConfig } from '../config.ts';
import { HematovisionError } from '../core/errors.ts';
import { loadConfig } from '../load-config.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision config COMMAND [--config FILE]

  check      says every fault of the settings at once; 0: in order, 78: not
  show       prints the settings in force, each with its meaning

Settings are those of the file (YAML or JSON), over the defaults; variables of the environment go before both.
docs/configuration.md lists every key with its variable.
`;

/** Settings at the console, before the instrument is started with them. */
export async function runConfig(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [verb] = positionals;
  if (positionals.length !== 1 || (verb !== 'check' && verb !== 'show'))
    throw new HematovisionError('usage', 'config takes check or show');
  const config = loadConfig(values.config);
  process.stdout.write(verb === 'show' ? printConfig(config) : 'The settings are in order.\n');
  return EXIT.ok;
}
