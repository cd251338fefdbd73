import type { SignedIn } from '../access/access-api.ts';

/** How the audit trail names whoever looks; a guest's link is not known to the page. */
export function actorOfViewer({ kind, name }: SignedIn): string {
  return kind === 'person' || kind === 'machine' ? `${kind}:${name}` : kind;
}
