import type { LonLat } from '../feature.ts';
import { metres } from '../geo.ts';
import type { Answer, Fix, TagChoice } from './answer.ts';

/** Metres between two positions; 0 where both are silent, null where only one speaks. */
const between = (a: LonLat | undefined, b: LonLat | undefined): number | null => {
  if (!a || !b) return a === b ? 0 : null;
  return metres(a, b);
};

/** A key may be there twice, taken away in one place and set in another. */
const pairsOf = (tags: readonly TagChoice[]): ReadonlySet<string> =>
  new Set(tags.map(({ key, value }) => JSON.stringify([key, value])));

/** Sets of key and value; where a value comes from makes it no other value. */
const sameTags = (a: readonly TagChoice[], b: readonly TagChoice[]): boolean => {
  const chosen = pairsOf(a);
  const others = pairsOf(b);
  return chosen.size === others.size && [...chosen].every(pair => others.has(pair));
};

const fixesApart = (a: Fix, b: Fix): number | null =>
  a.same === b.same && a.keep === b.keep && a.lifecycle === b.lifecycle && sameTags(a.tags, b.tags)
    ? between(a.position?.at, b.position?.at)
    : null;

type Correction = NonNullable<Extract<Answer, { say: 'official-wrong' }>['correction']>;

/** Who only says that the agency is wrong agrees with whoever also knows what is right. */
const correctionsApart = (a: Correction | undefined, b: Correction | undefined): number | null => {
  if (!a || !b) return 0;
  return a.gone === b.gone && sameTags(a.tags ?? [], b.tags ?? []) ? between(a.at, b.at) : null;
};

/** Metres between two answers that say the same but for the exact place; null where they say something else. */
export const answersApart = (a: Answer, b: Answer): number | null => {
  if (a.say === 'fix' && b.say === 'fix') return fixesApart(a.fix, b.fix);
  if (a.say === 'official-wrong' && b.say === 'official-wrong')
    return correctionsApart(a.correction, b.correction);
  return a.say === b.say ? 0 : null;
};
