import { describe, expect, it } from 'vitest';
import { hasSaid } from '../../../backend/core/task/own-word.ts';

describe('a reviewer’s own word', () => {
  it.each(['pending', 'counted', 'superseded'] as const)('is one that is %s', state => {
    expect(hasSaid([{ state, factsDigest: 'now' }], 'now')).toBe(true);
  });

  it('is none that was taken back, or about other facts', () => {
    expect(hasSaid([], 'now')).toBe(false);
    expect(hasSaid([{ state: 'undone', factsDigest: 'now' }], 'now')).toBe(false);
    expect(hasSaid([{ state: 'counted', factsDigest: 'before' }], 'now')).toBe(false);
  });
});
