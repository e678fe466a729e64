import type { Rule } from '../challenge/challenge.ts';
import type { Feature, Tags } from '../feature.ts';
import { sameValue } from '../tags.ts';
import type { Discrepancy, TagDifference } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** Keys that mappers use for the same thing (https://wiki.openstreetmap.org/wiki/Key:contact). */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  phone: ['contact:phone', 'contact:mobile', 'mobile'],
  website: ['contact:website', 'url'],
  email: ['contact:email'],
  fax: ['contact:fax'],
};

const valuesOf = (tags: Tags, key: string): readonly string[] =>
  [key, ...(ALSO[key] ?? [])].flatMap(k => (tags[k] === undefined ? [] : [tags[k]]));

/** What the map has for a key, where it is not what the official row says; undefined where the two agree. */
const difference = (key: string, official: Feature, community: Feature): TagDifference | undefined => {
  const ours = official.tags[key];
  // Where the agency says nothing it does not contradict the map.
  if (ours === undefined) return undefined;
  const theirs = valuesOf(community.tags, key);
  if (theirs.some(value => sameValue(key, ours, value))) return undefined;
  return { key, official: ours, community: theirs[0] ?? null };
};

/** Keys of the rule on which the two features of one place differ, in the rule's order. */
export const tagsDiffer = (
  rules: readonly Rule[],
  official: Feature,
  community: Feature,
): readonly Discrepancy[] => {
  const rule = ruleOf(rules, 'tags-differ');
  if (!rule) return [];
  const differences = rule.keys
    .map(key => difference(key, official, community))
    .filter(found => found !== undefined)
    .filter(found => !rule.fillOnly || found.community === null);
  return differences.length > 0 ? [{ kind: 'tags-differ', differences }] : [];
};
