import { z } from 'zod';
import { PERMISSIONS, ROLES } from '../access.ts';

/** What travels between the page and the instrument about who somebody is. */

export const role = z.enum(ROLES);

/** Lower case, so that two people cannot differ by a capital letter. */
export const accountName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,31}$/,
    'a name has letters, digits, dot, dash and underscore, at most 32, and begins with a letter or digit',
  );

/** Length is what makes a password strong (NIST SP 800-63B); no other rule. The upper bound limits hashing work. */
export const newPassword = z
  .string()
  .min(12, 'a password has 12 characters or more')
  .max(256, 'a password has at most 256 characters');

/** Body of POST /api/access/claim: makes the first account, an administrator. */
export const claimRequest = z.strictObject({
  code: z.string().max(32),
  name: accountName,
  password: newPassword,
});
export type ClaimRequest = z.infer<typeof claimRequest>;

/** Body of POST /api/access/sign-in. */
export const signInRequest = z.strictObject({ name: z.string().max(64), password: z.string().max(256) });
export type SignInRequest = z.infer<typeof signInRequest>;

/** Body of POST /api/access/guest: the secret of a share link. */
export const guestRequest = z.strictObject({ secret: z.string().max(128) });

/** Body of POST /api/access/password. */
export const changePasswordRequest = z.strictObject({ current: z.string().max(256), next: newPassword });
export type ChangePasswordRequest = z.infer<typeof changePasswordRequest>;

/** Answer of GET /api/access: which page to show, and what it may offer. */
export const accessState = z.discriminatedUnion('state', [
  /** No account yet: the page asks for the code on the console. */
  z.object({ state: z.literal('unclaimed') }),
  z.object({ state: z.literal('signed-out') }),
  z.object({
    state: z.literal('signed-in'),
    kind: z.enum(['person', 'machine', 'guest', 'demo']),
    name: z.string(),
    role: role.nullable(),
    permissions: z.array(z.enum(PERMISSIONS)).readonly(),
    session: z.string().nullable().describe('The only one that a guest sees; null: all'),
  }),
]);
export type AccessState = z.infer<typeof accessState>;

export const account = z.object({
  name: z.string(),
  role,
  disabled: z.boolean(),
  createdAt: z.string(),
});
export type Account = z.infer<typeof account>;

/** Body of POST /api/accounts. */
export const addAccountRequest = z.strictObject({ name: accountName, role, password: newPassword });

/** Body of PATCH /api/accounts/{name}. Whatever changes ends the sign-ins of the account. */
export const changeAccountRequest = z
  .strictObject({ role: role.optional(), disabled: z.boolean().optional(), password: newPassword.optional() })
  .refine((change) => Object.keys(change).length > 0, 'name what to change');
export type ChangeAccountRequest = z.infer<typeof changeAccountRequest>;

/** Body of POST /api/sessions/{id}/links. */
export const shareRequest = z.strictObject({ hours: z.int().min(1).max(168).default(24) });

export const shareLink = z.object({
  id: z.string(),
  session: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type ShareLink = z.infer<typeof shareLink>;

/** The only time the secret is told. It stands behind the #, so that it reaches no server's log. */
export const newShareLink = shareLink.extend({ path: z.string() });

/** WebSocket close code: whoever watched may stay no longer. */
export const SIGNED_OUT_CODE = 4401;
