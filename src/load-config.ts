import { type Config, configSchema } from './config.ts';
import { type Environment, withEnvironment } from './config-environment.ts';
import { readYaml } from './core/checked-yaml.ts';
import { HematovisionError } from './core/errors.ts';
import { schemaFaults } from './core/schema-faults.ts';

/**
 * The settings of a file (YAML or JSON; none: the defaults), and over it those of the environment. Throws
 * `config-invalid` with every fault of both at once, or `file-missing`.
 */
export function loadConfig(path?: string, environment: Environment = process.env): Config {
  const written = path === undefined ? {} : readYaml(path, 'Configuration file');
  const { value, variables, unknown } = withEnvironment(written ?? {}, configSchema, environment);
  const result = configSchema.safeParse(value);
  const faults = [
    ...(result.success ? [] : schemaFaults(configSchema, result.error)),
    ...unknown.map((variable) => `${variable}: no such setting`),
  ];
  if (!result.success || faults.length > 0) {
    const from = variables.length > 0 ? ` with ${variables.join(', ')}` : '';
    throw new HematovisionError('config-invalid', `${path ?? 'defaults'}${from}:\n  ${faults.join('\n  ')}`);
  }
  return result.data;
}
