import type { Config } from './config.ts';

/** The settings as the audit trail keeps them: addresses as people see them, secrets left out. */
export function notedSettings(
  config: Config,
  shown: { readonly source: string; readonly broker: string | null },
): Readonly<Record<string, unknown>> {
  const { username, password, webhooks, ...lab } = config.lab;
  return {
    ...config,
    capture: { ...config.capture, source: shown.source },
    lab: {
      ...lab,
      broker: shown.broker ?? 'off',
      username: username ?? null,
      password: password === undefined ? null : 'set',
      // Their addresses may hold secrets.
      webhooks: webhooks.map(({ name }) => name),
    },
  };
}
