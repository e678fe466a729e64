import { canonical } from '../canonical.ts';
import type { Feature, LonLat, Side } from '../feature.ts';
import { metres } from '../geo.ts';
import { nearby } from './nearby.ts';

const MOVED = {
  /**
   * metres; a place that went further did not just get a better position. Below the datum shifts that a wrong coordinate
   * system makes (OSGB36, RD, ED50 and Lambert 72 against WGS 84: 80 to 200), above what digitising again does.
   */
  far: 50,
  /** metres; the least within which a position counts as the same, however densely the places lie */
  least: 5,
  /** share of the last snapshot's ids that are gone, from which on they count as renumbered */
  renumbered: 0.5,
} as const;

export type MovedPlaces = Readonly<{
  /** places of the last snapshot that are somewhere else now */
  moved: number;
  /** of those, how many are where they were once longitude and latitude are exchanged */
  exchanged: number;
}>;

type Sided = Readonly<{ side: Side; features: readonly Feature[] }>;

const positions = (features: readonly Feature[]): readonly LonLat[] => features.map(({ at }) => at);

/**
 * How many places moved from one snapshot of a source to the next.
 *
 * An id that was kept shows it by itself where the id or the tags can be trusted: an OSM element is the same element, and
 * a row whose tags no other row has is the same row. Where they cannot (numbered rows that were sorted anew), and where
 * the ids were renumbered as a whole, a place has moved when no place of the other snapshot lies where it lies.
 */
export const movedPlaces = (last: Sided, next: Sided): MovedPlaces => {
  const then = new Map(last.features.map(feature => [feature.id, feature]));
  const jumped: [Feature, Feature][] = [];
  const added: Feature[] = [];
  for (const feature of next.features) {
    const before = then.get(feature.id);
    if (!before) added.push(feature);
    else if (metres(before.at, feature.at) > MOVED.far) jumped.push([before, feature]);
  }
  const kept = new Set(next.features.map(({ id }) => id));
  const gone = last.features.filter(({ id }) => !kept.has(id));
  const renumbered = gone.length > MOVED.renumbered * last.features.length;
  if (jumped.length === 0 && !renumbered) return { moved: 0, exchanged: 0 };

  const reach = reachOf(positions(last.features));
  const lonely = (features: readonly Feature[], others: readonly Feature[]): readonly Feature[] => {
    const around = nearby(positions(others));
    return features.filter(({ at }) => around(at, reach).length === 0);
  };
  const known = knownByTags(last);
  const sure: Feature[] = [];
  const doubtful: Feature[] = [];
  for (const [before, after] of jumped) (known(before, after) ? sure : doubtful).push(after);
  const elsewhere = lonely(doubtful, last.features);
  // A place that closed and another that opened somewhere else are one each: only what is both is a move.
  const [left, come] = renumbered ? [lonely(gone, next.features), lonely(added, last.features)] : [[], []];

  const around = nearby(positions(last.features));
  const back = ({ at: [lon, lat] }: Feature): boolean =>
    Math.abs(lon) <= 90 && around([lat, lon], MOVED.far).length > 0;
  const count = Math.min(left.length, come.length);
  return {
    moved: sure.length + elsewhere.length + count,
    exchanged:
      sure.filter(back).length + elsewhere.filter(back).length + Math.min(count, come.filter(back).length),
  };
};

/** Whether two features of one id are the same place beyond doubt. */
const knownByTags = (last: Sided): ((before: Feature, after: Feature) => boolean) => {
  if (last.side === 'community') return () => true;
  const counts = new Map<string, number>();
  for (const feature of last.features)
    counts.set(signature(feature), (counts.get(signature(feature)) ?? 0) + 1);
  return (before, after) => signature(before) === signature(after) && counts.get(signature(before)) === 1;
};

const signature = ({ tags }: Feature): string => canonical(tags);

/**
 * Metres within which a place counts as being where another was. Half the usual distance between neighbours, so that
 * places as dense as hydrants do not find one by chance: five in six of a set that is shifted at random find none.
 */
const reachOf = (points: readonly LonLat[]): number => {
  const distinct = [...new Map(points.map(at => [at.join(), at])).values()];
  if (distinct.length < 2) return MOVED.far;
  const around = nearby(distinct);
  const distances = distinct
    .map((at, i) =>
      Math.min(
        2 * MOVED.far,
        ...around(at, 2 * MOVED.far)
          .filter(other => other !== i)
          .map(other => metres(at, distinct[other]!)),
      ),
    )
    .sort((a, b) => a - b);
  return Math.max(MOVED.least, distances[Math.floor(distances.length / 2)]! / 2);
};
