import type { Feature } from '../feature.ts';
import type { Kept } from './evidence/kept.ts';
import type { MatchOptions } from './match-options.ts';

type Asked = NonNullable<MatchOptions['asked']>;

/** Numbers of the official features that pairs are asked of. */
export const officialsAsked = (
  asked: Asked,
  count: number,
  officialOf: (i: number) => Feature,
): readonly number[] => {
  const ids = new Set(asked.map(({ official }) => official));
  const numbers: number[] = [];
  for (let i = 0; i < count && ids.size > 0; i++) if (ids.has(officialOf(i).id)) numbers.push(i);
  return numbers;
};

/**
 * For each pair that was asked of, the probability that its two features are one place, from their evidence alone, as if
 * nobody else were there; 0 where they are not within each other's reach.
 */
export const ownProbabilities = (
  asked: Asked,
  { official, community, bits }: Pick<Kept, 'official' | 'community' | 'bits'>,
  [officialOf, communityOf]: readonly [(i: number) => Feature, (j: number) => Feature],
): readonly number[] => {
  if (asked.length === 0) return [];
  const wanted = new Map<string, Map<string, number>>();
  for (const { official: a, community: b } of asked)
    wanted.set(a, (wanted.get(a) ?? new Map<string, number>()).set(b, 0));
  for (let e = 0; e < bits.length; e++) {
    const own = wanted.get(officialOf(official[e]!).id);
    const id = communityOf(community[e]!).id;
    if (own?.has(id)) own.set(id, 1 / (1 + 2 ** -bits[e]!));
  }
  return asked.map(({ official: a, community: b }) => wanted.get(a)!.get(b)!);
};
