import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Finding, Kind } from '../discrepancy/discrepancy.ts';
import type { Feature, LonLat } from '../feature.ts';
import { METRES_PER_DEGREE, metres, wrap } from '../geo.ts';

/** What may be shown of a finding whose official values may not be copied. */
export type LookHereFacts = Readonly<{
  /** Somewhere in it, where the official data has something; null where it has nothing. */
  area: Readonly<{ centre: LonLat; radius: number }> | null;
  /** As the map has it, which anyone may read. */
  community: Feature | null;
  /** On the map's side only. */
  others: readonly Feature[];
  /** Evidence, probability and distance are made of official values. */
  match: null;
  discrepancies: readonly Readonly<{ kind: Kind }>[];
}>;

/** metres; a smaller circle would be the point itself */
const SMALLEST = 50;
/** share of the radius: side of the cells that a point is known by */
const CELL = 0.5;
/** shares of the radius: half a cell's diagonal and the offset together stay below 1 */
const OFFSET = 0.55;
const LEAST = 0.1;

/** A number of 0 to 1 that only who knows the seed can compute. */
const draw = (seed: string, words: string): number => {
  const [a = 0, b = 0, c = 0, d = 0] = hmac(sha256, utf8ToBytes(seed), utf8ToBytes(words));
  return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32;
};

const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

/**
 * A circle (metres) that holds the point and is not centred on it. Two things hide the point: its cell is all that is
 * used of it, so even who knows the seed learns no more than the cell, and what changes within a cell does not move the
 * circle; and the offset from the cell is drawn by a keyed hash, another one for each id, so that one known point gives
 * none of the others away.
 */
export function areaAround(
  at: LonLat,
  id: string,
  seed: string,
  radius: number,
): Readonly<{ centre: LonLat; radius: number }> {
  const wide = Math.ceil(Math.max(radius, SMALLEST));
  const tall = (wide * CELL) / METRES_PER_DEGREE;
  const lat = (Math.floor(at[1] / tall) + 0.5) * tall;
  // Cells of one row are equally wide in degrees; near a pole they would not be, so they stop narrowing there.
  const squeeze = Math.max(Math.cos((Math.min(89, Math.abs(lat)) * Math.PI) / 180), 0.01);
  const across = tall / squeeze;
  const lon = (Math.floor(at[0] / across) + 0.5) * across;
  for (let attempt = 0; ; attempt++) {
    const turn = 2 * Math.PI * draw(seed, `turn ${id} ${attempt}`);
    // The root spreads the centres evenly over the disc.
    const away = wide * OFFSET * Math.sqrt(draw(seed, `away ${id} ${attempt}`));
    const centre: LonLat = [
      round(wrap(lon + (Math.sin(turn) * away) / METRES_PER_DEGREE / squeeze)),
      round(Math.max(-90, Math.min(90, lat + (Math.cos(turn) * away) / METRES_PER_DEGREE))),
    ];
    if (attempt >= 100 || metres(centre, at) >= wide * LEAST) return { centre, radius: wide };
  }
}

const without = (tags: Feature['tags'], keys: ReadonlySet<string>): Feature['tags'] =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key)));

const shown = ({ element, ...feature }: Feature): Feature => feature;

/**
 * The one way in which evidence, distances, layers, feeds, comments and exports of a look-here challenge leave: an area
 * instead of the official place, kinds without values, and the map's own features. `seed` is secret and the same for
 * every showing of a place: circles of different seeds around one point could be intersected. `radius`: metres, the
 * challenge's match radius.
 */
export function lookHere(facts: Finding, seed: string, radius: number): LookHereFacts {
  const { official, community } = facts;
  // Which map feature bears the official identifier would tell the identifier.
  const telling = new Set(
    facts.discrepancies.flatMap(d => (d.kind === 'identifier-conflict' ? [d.key] : [])),
  );
  return {
    area: official && areaAround(official.at, official.id, seed, radius),
    community: community && shown(community),
    others: facts.others
      .filter(({ side }) => side === 'community')
      .map(other => shown({ ...other, tags: without(other.tags, telling) })),
    match: null,
    discrepancies: facts.discrepancies.map(({ kind }) => ({ kind })),
  };
}

/** Free text (a comment) with every official value and every coordinate in it blacked out. */
export function lookHereText(text: string, { official }: Pick<Finding, 'official'>): string {
  const values = official ? [official.id, ...Object.values(official.tags)] : [];
  const words = values
    .map(value => value.trim())
    // A value of one or two characters ("1", "B") stands in any text by chance.
    .filter(value => value.length > 2)
    .sort((a, b) => b.length - a.length)
    .map(value => value.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  const hidden = words.length > 0 ? text.replace(new RegExp(words.join('|'), 'giu'), '…') : text;
  return hidden.replace(/-?\d{1,3}[.,]\d{3,}/gu, '…');
}
