import type { Rule } from '../challenge/challenge.ts';
import type { Feature, Tags } from '../feature.ts';
import { sameValue } from '../tags.ts';
import type { Discrepancy, TagDifference } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** Keys that mappers use for the same thing (https://wiki.openstreetmap.org/wiki/Key:contact). */
const ALSO: ReadonlyMap<string, readonly string[]> = new Map([
  ['phone', ['contact:phone', 'contact:mobile', 'mobile']],
  ['website', ['contact:website', 'url']],
  ['email', ['contact:email']],
  ['fax', ['contact:fax']],
]);

/** What the map has for a key, where it is not what the official row says; undefined where the two agree. */
const difference = (key: string, official: Tags, community: Tags): TagDifference | undefined => {
  const ours = official[key];
  // Where the agency says nothing it does not contradict the map.
  if (ours === undefined) return undefined;
  const own = community[key];
  if (own !== undefined && sameValue(key, ours, own)) return undefined;
  let theirs = own ?? null;
  for (const also of ALSO.get(key) ?? []) {
    const other = community[also];
    if (other === undefined) continue;
    if (sameValue(key, ours, other)) return undefined;
    theirs ??= other;
  }
  return { key, official: ours, community: theirs };
};

/** Keys of the rule on which the two features of one place differ, in the rule's order. */
export const tagsDiffer = (
  rules: readonly Rule[],
  official: Feature,
  community: Feature,
): readonly Discrepancy[] => {
  const rule = ruleOf(rules, 'tags-differ');
  if (!rule) return [];
  const differences: TagDifference[] = [];
  for (const key of rule.keys) {
    const found = difference(key, official.tags, community.tags);
    if (found && (!rule.fillOnly || found.community === null)) differences.push(found);
  }
  return differences.length > 0 ? [{ kind: 'tags-differ', differences }] : [];
};
