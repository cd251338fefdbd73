/** From least to most; each role may do all that the one before it may. */
export const ROLES = ['viewer', 'technician', 'reviewer', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** All that can be permitted, and the least role that may. The one table; routes name their permission. */
export const LEAST_ROLE = {
  /** See pictures, counts and results. */
  watch: 'viewer',
  /** Leave remarks for others, and point at cells. */
  note: 'viewer',
  /** Start and end sessions, name cells. */
  count: 'technician',
  /** Hand out a link that shows one session to somebody without an account. */
  share: 'technician',
  /** Sign a result. */
  sign: 'reviewer',
  /** Accounts, tokens, settings, the audit trail. */
  administer: 'administrator',
} as const satisfies Readonly<Record<string, Role>>;

export type Permission = keyof typeof LEAST_ROLE;
export const PERMISSIONS = Object.keys(LEAST_ROLE) as readonly Permission[];

/** What a machine's token may carry. A signature and the keys of the house are a person's. */
export const TOKEN_SCOPES = ['watch', 'count'] as const satisfies readonly Permission[];
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Who asks. A share link names the one session it shows. */
export type Principal =
  | { readonly kind: 'person'; readonly name: string; readonly role: Role }
  | { readonly kind: 'machine'; readonly name: string; readonly scopes: readonly TokenScope[] }
  | { readonly kind: 'guest'; readonly link: string; readonly session: string }
  | { readonly kind: 'demo' };

/**
 * Whoever sits at the machine that runs the demonstration. Not an administrator: an account made there would
 * still be valid when the same data folder is later served to a network.
 */
const DEMO_ROLE: Role = 'reviewer';

/** What somebody may do, everywhere or (a guest) in one session. */
export function permissionsOf(principal: Principal): readonly Permission[] {
  switch (principal.kind) {
    case 'person':
      return permissionsOfRole(principal.role);
    case 'machine':
      return principal.scopes;
    case 'guest':
      return ['watch', 'note'];
    case 'demo':
      return permissionsOfRole(DEMO_ROLE);
  }
}

/** How somebody is written into the audit trail. */
export function actorOf(principal: Principal): string {
  switch (principal.kind) {
    case 'person':
      return `person:${principal.name}`;
    case 'machine':
      return `machine:${principal.name}`;
    case 'guest':
      return `guest:${principal.link}`;
    case 'demo':
      return 'demo';
  }
}

function permissionsOfRole(role: Role): readonly Permission[] {
  return PERMISSIONS.filter((permission) => ROLES.indexOf(LEAST_ROLE[permission]) <= ROLES.indexOf(role));
}
