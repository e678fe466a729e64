import type { LonLat, OsmElement, Tags } from '../feature.ts';
import { metres, SAME_POSITION } from '../geo.ts';
import type { Origin } from '../licence/licence.ts';
import { positionText, rounded } from './element-ref.ts';

/** What an element should have for a key; null takes the key away. */
export type Wish = Readonly<{ value: string | null; origin: Origin }>;
export type Whereabouts = Readonly<{ at: LonLat; origin: Origin }>;
export type Wishes = Readonly<{ tags: ReadonlyMap<string, Wish>; at?: Whereabouts }>;

/** What the volunteer saw of an element. */
export type Seen = Readonly<{ tags: Tags; at?: LonLat }>;

/** Two people want different things: what the volunteer saw, what is there now, what was answered. */
export type Clash = Readonly<{ key: string; seen: string | null; now: string | null; ours: string | null }>;

const same = (a: LonLat, b: LonLat): boolean => metres(a, b) < SAME_POSITION;

/**
 * Where what was answered does not fit what others did since the volunteer looked: a key or the position was changed
 * there too, and to something else. Empty: the wishes can be applied to the element as it is now.
 */
export function clashes(seen: Seen, now: OsmElement, ours: Wishes): readonly Clash[] {
  const found: Clash[] = [];
  for (const [key, { value }] of ours.tags) {
    const base = seen.tags[key] ?? null;
    const theirs = now.tags[key] ?? null;
    if (theirs !== base && theirs !== value) found.push({ key, seen: base, now: theirs, ours: value });
  }
  if (ours.at && now.type === 'node' && seen.at && !same(now.at, seen.at) && !same(now.at, ours.at.at))
    found.push({
      key: '@position',
      seen: positionText(seen.at),
      now: positionText(now.at),
      ours: positionText(ours.at.at),
    });
  return found;
}

/** The element as it is now with the wishes fulfilled; the very same object where they are already. */
export function fulfil(now: OsmElement, ours: Wishes): OsmElement {
  const changed = [...ours.tags].filter(([key, { value }]) => (now.tags[key] ?? null) !== value);
  const moved = ours.at && now.type === 'node' && !same(now.at, ours.at.at) ? rounded(ours.at.at) : null;
  if (changed.length === 0 && !moved) return now;
  const tags: Record<string, string> = { ...now.tags };
  for (const [key, { value }] of changed)
    if (value === null) delete tags[key];
    else tags[key] = value;
  return now.type === 'node' && moved ? { ...now, tags, at: moved } : { ...now, tags };
}
