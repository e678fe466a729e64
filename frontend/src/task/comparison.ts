import type { TaskView } from '../../../backend/http/contract.ts';

export type Row = Readonly<{
  key: string;
  official: string | null;
  community: string | null;
  differs: boolean;
}>;

/** Keys in the order in which people read a place; others follow by name. */
const FIRST = [
  'name',
  'ref',
  'icao',
  'iata',
  'operator',
  'phone',
  'contact:phone',
  'website',
  'contact:website',
  'addr:street',
  'addr:housenumber',
  'addr:postcode',
  'addr:city',
];
const rank = (key: string) => (FIRST.indexOf(key) + FIRST.length + 1) % (FIRST.length + 1);

/**
 * Both sides' tags, key by key. What differs is what the rules say differs; where they were not asked, two values that are
 * there and unequal.
 */
export function comparison(task: Pick<TaskView, 'official' | 'community' | 'discrepancies'>): Row[] {
  const official = task.official?.tags ?? {};
  const community = task.community?.tags ?? {};
  const named = new Set(
    task.discrepancies.flatMap(found =>
      found.kind === 'tags-differ' ? found.differences.map(({ key }) => key) : [],
    ),
  );
  const oneSided = !task.official || !task.community;
  return [...new Set([...Object.keys(official), ...Object.keys(community)])]
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(key => {
      const [theirs = null, ours = null] = [official[key], community[key]];
      const bothDiffer = theirs !== null && ours !== null && theirs !== ours;
      return { key, official: theirs, community: ours, differs: named.has(key) || bothDiffer || oneSided };
    });
}
