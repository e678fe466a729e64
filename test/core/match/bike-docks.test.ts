import { describe, expect, it } from 'vitest';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { bikeDocks } from '../../../bench/labelled-sets.ts';
import { scoreOf } from '../../../bench/score.ts';
import { sharedData } from '../../shared-data.ts';

describe.skipIf(!sharedData)('bike docks of two cities, their numbers hidden, with the same defaults', () => {
  it.each([
    ['bixi', 0.99],
    ['avelo', 1],
  ])('%s reaches %d', (city, least) => {
    const set = bikeDocks(sharedData!, city);
    const score = scoreOf(set, matchFeatures(set.official, set.community));
    expect(score.f1).toBeGreaterThanOrEqual(least);
    expect(score.possible_share).toBeLessThanOrEqual(0.03);
  });

  it('numbers that were given again elsewhere are conflicts, not matches', () => {
    const set = bikeDocks(sharedData!, 'bixi', 'visible');
    const { matches, conflicts } = matchFeatures(set.official, set.community);
    const matched = new Set(matches.map(m => `${m.official} ${m.community}`));
    const far = conflicts.filter(({ distance }) => distance > 300);
    expect(far.length).toBeGreaterThanOrEqual(38);
    for (const one of far) expect(matched.has(`${one.official} ${one.community}`)).toBe(false);
  });
});
