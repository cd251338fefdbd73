import { expect, it } from 'vitest';
import type { LargeView } from '../../../src/ui/review/large-view.ts';
import '../../../src/ui/review/large-view.ts';
import { ReviewApi } from '../../../src/ui/review/review-api.ts';
import { cellOf } from '../review-cells.ts';
import { mount, parts, wordsOf } from './mount.ts';

const SESSION = '01890000-0000-7000-8000-000000000001';

it('says that a picture is no longer kept, and asks again for that of another cell', async () => {
  const view = await mount<LargeView>('hv-large-view', {
    // Nobody answers there: as after retention, pictures are gone before results.
    api: new ReviewApi(new URL('/nowhere/', location.href).href, SESSION),
    cell: cellOf('a', 'monocyte'),
  });
  expect(parts(view, '.crop img')).toHaveLength(1);
  await expect.poll(() => wordsOf(parts(view, '.gone')[0])).toBe('This picture is no longer kept.');
  view.cell = cellOf('b', 'lymphocyte');
  await view.updateComplete;
  expect(parts(view, '.crop img')).toHaveLength(1);
});

it('needs no picture of a cell that was counted by eye', async () => {
  const view = await mount<LargeView>('hv-large-view', {
    api: new ReviewApi(location.href, SESSION),
    cell: cellOf('a', 'monocyte', { cropUm: 0 }),
  });
  expect(parts(view, 'img')).toEqual([]);
  expect(wordsOf(view.renderRoot)).toContain('Counted by eye: no picture was taken.');
});
