import { describe, expect, it } from 'vitest';
import { nearIds } from '../../backend/core/near-ids.ts';

describe('ids near one that is not there', () => {
  const ids = ['node/123', 'way/123', 'node/1234', 'FS-0042', 'FS-0043', 'relation/9'];

  it('are those with the number, whatever kind of element it is', () => {
    expect(nearIds('123', ids)).toEqual(['node/123', 'way/123']);
    expect(nearIds('Node/123', ids)[0]).toBe('node/123');
  });
  it('are those with a slip of the pen, nearest first', () => {
    expect(nearIds('fs-0042', ids)).toEqual(['FS-0042', 'FS-0043']);
    expect(nearIds('FS-0045', ids)).toEqual(['FS-0042', 'FS-0043']);
  });
  it('are none where nothing is like it, and few where everything is', () => {
    expect(nearIds('harbour', ids)).toEqual([]);
    expect(
      nearIds(
        'A100',
        Array.from({ length: 999 }, (_, n) => `A${n + 101}`),
      ),
    ).toHaveLength(5);
  });
});
