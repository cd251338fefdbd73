import { expect, it } from 'vitest';
import { Notices } from '../src/notices.ts';
import { noticeSetAside } from '../src/outbox-notice.ts';

it('a banner stands while messages are set aside, and names their lines', () => {
  const notices = new Notices();
  noticeSetAside([{ destination: 'mqtt', waiting: 3, setAside: 0 }], notices);
  expect(notices.all).toEqual([]);
  noticeSetAside(
    [
      { destination: 'hl7', waiting: 0, setAside: 2 },
      { destination: 'mqtt', waiting: 3, setAside: 0 },
    ],
    notices,
  );
  expect(notices.all).toMatchObject([{ code: 'messages-set-aside', message: 'Set aside: hl7: 2.' }]);
  noticeSetAside([], notices);
  expect(notices.all).toEqual([]);
});
