import type { Notices } from './notices.ts';
import type { OutboxLine } from './store/records.ts';

/** Puts up the banner while messages are set aside, for whoever stands before the instrument; call it every second. */
export function noticeSetAside(lines: readonly OutboxLine[], notices: Notices): void {
  const refused = lines.filter(({ setAside }) => setAside > 0);
  if (refused.length === 0) {
    notices.takeDown('messages-set-aside');
    return;
  }
  const told = refused.map(({ destination, setAside }) => `${destination}: ${setAside}`).join(', ');
  notices.putUp({
    code: 'messages-set-aside',
    message: `Set aside: ${told}.`,
    hint: '`hematovision outbox list` tells why; retry or drop them there.',
  });
}
