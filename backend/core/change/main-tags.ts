import type { TagFilter } from '../challenge/challenge.ts';
import type { Tags } from '../feature.ts';
import { holds, LIFECYCLES, type Lifecycle } from '../tags.ts';

const PREFIX = new RegExp(`^(${LIFECYCLES.join('|')}):`, 'u');

/** Where a challenge takes everything, what something is stands in one of these. */
const PRIMARY = [
  'aeroway',
  'amenity',
  'craft',
  'emergency',
  'healthcare',
  'highway',
  'historic',
  'leisure',
  'man_made',
  'military',
  'office',
  'public_transport',
  'railway',
  'shop',
  'tourism',
];

const keysOf = (filter: TagFilter): readonly string[] =>
  filter
    .split('&')
    .map(condition => condition.trim())
    .filter(condition => !condition.startsWith('!') && !condition.includes('!='))
    .map(condition => condition.split('=')[0]!.trim());

/** The keys by which an element belongs to the challenge, sorted: what a lifecycle prefix goes on. */
export function mainKeys(tags: Tags, filter: readonly TagFilter[]): readonly string[] {
  const keys = filter.length === 0 ? PRIMARY : filter.filter(one => holds(one, tags)).flatMap(keysOf);
  return [...new Set(keys)].filter(key => tags[key] !== undefined).sort();
}

/** `amenity` or `disused:amenity` to `abandoned:amenity`. */
export const withLifecycle = (key: string, lifecycle: Lifecycle): string =>
  `${lifecycle}:${key.replace(PREFIX, '')}`;
