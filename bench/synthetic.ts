import type { LonLat } from '../backend/core/feature.ts';
import { METRES_PER_DEGREE } from '../backend/core/geo.ts';
import { seeded } from './seeded.ts';

/** A place of a made-up dataset. */
export type SyntheticPlace = Readonly<{ id: string; at: LonLat; tags: Readonly<Record<string, string>> }>;
export type SyntheticPair = Readonly<{
  official: readonly SyntheticPlace[];
  community: readonly SyntheticPlace[];
  /** Official id to the community id of the same place. */
  truth: ReadonlyMap<string, string>;
}>;

const SYLLABLES =
  'ba be bel bo bru cha cor da del dor el fau fon ga gra hal han jo ka lan le lou mar mer mo na neu no or per pra ro sa sel ta tel val ver vi wes'.split(
    ' ',
  );
const KINDS = ['Caserne', 'Poste', 'Centre', 'Station'];

/** Share of official places that the community has; metres of noise; towns of so many places. */
const SHAPE = { paired: 0.7, noise: 25, town: 400, townRadius: 8_000, renamed: 0.15, unnamed: 0.1 };

/**
 * Two datasets of `count` places a side, in towns over an area of Western Europe: 70 % of the official places are in the
 * community's data too, some metres off, some renamed or unnamed; the rest of each side is of its own.
 * @param share of official places that the community has
 */
export const syntheticPair = (count: number, seed = 1, share = SHAPE.paired): SyntheticPair => {
  const next = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const word = (): string => {
    const text = Array.from({ length: 2 + Math.floor(next() * 3) }, () => pick(SYLLABLES)).join('');
    return text[0]!.toUpperCase() + text.slice(1);
  };
  const words = Array.from({ length: Math.max(50, count / 4) }, word);
  const towns = Array.from(
    { length: Math.ceil(count / SHAPE.town) },
    (): LonLat => [-1 + 9 * next(), 46 + 6 * next()],
  );
  const moved = ([lon, lat]: LonLat, by: number): LonLat => [
    lon + (normal() * by) / METRES_PER_DEGREE / Math.cos((lat * Math.PI) / 180),
    lat + (normal() * by) / METRES_PER_DEGREE,
  ];
  const place = (): LonLat => moved(pick(towns), SHAPE.townRadius / 2);
  const name = (): string => `${pick(KINDS)} ${pick(words)} ${pick(words)}`;
  const other = (text: string): Record<string, string> => {
    const chance = next();
    if (chance < SHAPE.unnamed) return {};
    if (chance < SHAPE.unnamed + SHAPE.renamed)
      return { name: `${pick(KINDS)} ${text.split(' ').slice(2).join(' ')}` };
    return { name: text };
  };

  const official: SyntheticPlace[] = [];
  const community: SyntheticPlace[] = [];
  const truth = new Map<string, string>();
  for (let n = 0; n < count; n++) {
    const at = place();
    const own = name();
    official.push({ id: `F${n + 1}`, at, tags: { amenity: 'fire_station', name: own } });
    const paired = n < count * share;
    const id = `node/${1_000_000 + n}`;
    if (paired) truth.set(`F${n + 1}`, id);
    community.push({
      id,
      at: paired ? moved(at, SHAPE.noise) : place(),
      tags: { amenity: 'fire_station', ...other(paired ? own : name()) },
    });
  }
  return { official, community, truth };
};
