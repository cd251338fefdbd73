import { z } from 'zod';
import type { Role } from '../../core/access.ts';
import { type Account, account } from '../../core/wire/access.ts';
import {
  type AuditPage,
  auditPage,
  type MeasuredScale,
  measuredScale,
  type SettingChanges,
  type SettingsView,
  settingsView,
} from '../../core/wire/settings.ts';
import { type Answer, ask } from '../api/ask.ts';

export function readSettings(baseUrl: string): Promise<Answer<SettingsView>> {
  return ask(new URL('api/settings', baseUrl), { schema: settingsView });
}

/** Writes settings into the configuration file; they take effect at the next start. */
export function changeSettings(changes: SettingChanges, baseUrl: string): Promise<Answer<SettingsView>> {
  const url = new URL('api/settings', baseUrl);
  return ask(url, { method: 'PATCH', body: { changes }, schema: settingsView });
}

/** Starts the instrument again, so that what was written takes effect. */
export function restart(baseUrl: string): Promise<Answer<undefined>> {
  return ask(new URL('api/settings/restart', baseUrl), { method: 'POST', schema: z.undefined() });
}

/** Replaces the laboratory's ranges, rules and codes. */
export function replaceLaboratory(text: string, baseUrl: string): Promise<Answer<SettingsView>> {
  const url = new URL('api/settings/laboratory', baseUrl);
  return ask(url, { method: 'PUT', body: { text }, schema: settingsView });
}

/** Measures the scale of the camera's picture: by lines so many µm apart, or (null) by red cells. */
export function calibrate(
  spacingUm: number | null,
  keep: boolean,
  baseUrl: string,
): Promise<Answer<MeasuredScale>> {
  const url = new URL('api/settings/calibration', baseUrl);
  return ask(url, { method: 'POST', body: { spacingUm, keep }, schema: measuredScale });
}

export function readAccounts(baseUrl: string): Promise<Answer<Account[]>> {
  return ask(new URL('api/accounts', baseUrl), { schema: z.array(account) });
}

export interface NewAccount {
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

export function addAccount(body: NewAccount, baseUrl: string): Promise<Answer<Account>> {
  return ask(new URL('api/accounts', baseUrl), { method: 'POST', body, schema: account });
}

/** Changes an account; whatever changes ends its sign-ins. */
export function changeAccount(
  name: string,
  change: { readonly role?: Role; readonly disabled?: boolean; readonly password?: string },
  baseUrl: string,
): Promise<Answer<Account>> {
  const url = new URL(`api/accounts/${encodeURIComponent(name)}`, baseUrl);
  return ask(url, { method: 'PATCH', body: change, schema: account });
}

/** Changes the password of who is signed in. */
export function changeOwnPassword(current: string, next: string, baseUrl: string): Promise<Answer<unknown>> {
  const url = new URL('api/access/password', baseUrl);
  return ask(url, { method: 'POST', body: { current, next }, schema: z.unknown() });
}

/** The audit trail, newest first. */
export function readAudit(before: number | null, baseUrl: string): Promise<Answer<AuditPage>> {
  const url = new URL('api/audit', baseUrl);
  if (before !== null) url.searchParams.set('before', String(before));
  return ask(url, { schema: auditPage });
}
