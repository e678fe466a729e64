import { describe, expect, it } from 'vitest';
import { ranked } from '../../../frontend/src/find/rank.ts';
import { challengeOf, settledOf } from './challenge-of.ts';

const order = (...args: Parameters<typeof ranked>) =>
  ranked(...args).map(({ challenge, fit }) => (fit ? `${challenge.id}: ${fit}` : challenge.id));

describe('challenges', () => {
  const all = [
    challengeOf('a'),
    challengeOf('b', { featured: true }),
    challengeOf('c'),
    challengeOf('d', { saved: true }),
    challengeOf('e'),
    settledOf('f'),
  ];

  it('come as they fit: near, saved, where one was, featured, the others, and last what is settled', () => {
    expect(order(all, { e: 2, c: 1 }, 'c')).toEqual([
      'e: near',
      'd: saved',
      'c: last',
      'b: featured',
      'a',
      'f',
    ]);
  });

  it('come by their size where nothing is known of the person', () => {
    const large = challengeOf('z', { counts: { ...all[0]!.counts, total: 50 } });
    expect(order([challengeOf('b'), challengeOf('a'), large], null, null)).toEqual(['z', 'a', 'b']);
  });

  it('are near only where something is left near the person, and never when they are settled', () => {
    expect(order([challengeOf('a'), settledOf('f')], { a: 0, f: 9 }, 'f')).toEqual(['a', 'f']);
  });
});
