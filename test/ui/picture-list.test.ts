import { describe, expect, it } from 'vitest';
import { changed, nextToRead, type PictureItem, summaryOf } from '../../src/ui/upload/picture-list.ts';
import { isPictureName } from '../../src/ui/upload/picture-name.ts';

const item = (key: number, over: Partial<PictureItem> = {}): PictureItem => ({
  key,
  name: `${key}.jpg`,
  file: new Blob([]),
  subject: null,
  state: 'waiting',
  reading: null,
  problem: null,
  ...over,
});

describe('pictures that wait', () => {
  it('are read in their order, but the one that somebody looks at first', () => {
    const list = [item(1, { state: 'read' }), item(2), item(3)];
    expect(nextToRead(list, null)?.key).toBe(2);
    expect(nextToRead(list, 3)?.key).toBe(3);
    expect(nextToRead(list, 1)?.key).toBe(2);
    expect(nextToRead([item(1, { state: 'refused' })], 1)).toBeNull();
  });

  it('are counted by how far they are', () => {
    const list = changed([item(1), item(2), item(3)], 2, { state: 'reading' });
    expect(summaryOf(changed(list, 3, { state: 'refused' }))).toEqual({
      read: 0,
      waiting: 2,
      refused: 1,
      cells: 0,
    });
  });

  it('of a folder are those that pictures are named like', () => {
    const named = ['a.JPG', 'b.tiff', 'c.bmp', '.d.png', 'Thumbs.db', 'e.svg', 'f.webp'];
    expect(named.filter(isPictureName)).toEqual(['a.JPG', 'b.tiff', 'c.bmp', 'f.webp']);
  });
});
