import { compareText } from '../compare-text.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';
import type { LonLat, Side } from '../feature.ts';
import { nearby } from '../snapshot/nearby.ts';
import type { Place } from './place.ts';
import { metresToPlace, nameOf, pointOf, samePlace, seen } from './seen.ts';

const PLACE_DEFAULTS = {
  /** metres; the same id further away is another place: agencies use numbers again */
  sameId: 5_000,
  /** metres; under new ids, a place of the same name no further away is the same one */
  sameName: 200,
  /** metres; under new ids, a place without a name no further away is the same one */
  nameless: 10,
} as const;
export type PlaceOptions = Readonly<{ sameId: number; sameName: number; nameless: number }>;

export type IdentifyInput = Readonly<{
  challenge: string;
  findings: readonly Finding[];
  /** Every place that the challenge ever had, the vanished ones too. */
  places: readonly Place[];
  /** Whether the comparison speaks about a place: only there can one vanish. */
  covered: (at: LonLat) => boolean;
  /** ISO 8601, written into places that vanish now. */
  now: string;
  /** A new identifier; `attempt` counts up while it is taken. */
  newId: (side: Side, featureId: string, attempt: number) => string;
  options?: Partial<PlaceOptions>;
}>;

export type Identified = Readonly<{
  finding: Finding;
  place: Place;
  how: 'both-ids' | 'official-id' | 'community-id' | 'near' | 'new';
}>;

export type Identification = Readonly<{
  /** One for each finding, in the order of the findings; no place twice. */
  found: readonly Identified[];
  /** Places to write: new ones, those that moved or have other ids or names now, those that vanished or came back. */
  changed: readonly Place[];
}>;

const keyOf = ({ official, community }: Finding): string =>
  JSON.stringify([official?.id ?? null, community?.id ?? null]);

/** Lower case, without accents and what is not a letter or digit. */
const plainName = (name: string | null | undefined): string =>
  (name ?? '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '');

const indexBy = (
  places: readonly Place[],
  idOf: (place: Place) => string | null,
): ReadonlyMap<string, readonly number[]> => {
  const index = new Map<string, number[]>();
  places.forEach((place, i) => {
    const id = idOf(place);
    if (id !== null) index.set(id, [...(index.get(id) ?? []), i]);
  });
  return index;
};

type Pair = Readonly<{ finding: number; place: number; rank: readonly number[] }>;

/**
 * Gives every finding its place. Known places are given out in four rounds, each to findings that have none yet:
 *
 * 1. official id and community id are both the place's: the same at any distance (the agency corrected its point);
 * 2. the official id is, and one of the finding's features lies within `sameId` of the place;
 * 3. the community id is, within `sameId`;
 * 4. other ids, but near: the same name within `sameName`, or no name on either side within `nameless`.
 *
 * Within a round the better pairs come first: places that are not vanished, whose other id does not speak against it,
 * that lie nearer; then by ids. What is left gets a new place. Nothing depends on the order of findings or places.
 */
export const identify = (input: IdentifyInput): Identification => {
  const { findings, places, newId, now, covered } = input;
  const options = { ...PLACE_DEFAULTS, ...input.options };
  const placeOf = new Map<number, Readonly<{ place: Place; how: Identified['how'] }>>();
  const given = new Set<number>();

  const byOfficial = indexBy(places, ({ officialId }) => officialId);
  const byCommunity = indexBy(places, ({ communityId }) => communityId);

  const rankOf = (finding: Finding, place: Place): readonly number[] => {
    const strange =
      Number(place.officialId !== (finding.official?.id ?? null)) +
      Number(place.communityId !== (finding.community?.id ?? null));
    return [Number(place.vanishedAt !== null), strange, metresToPlace(finding, place)];
  };
  const pair = (finding: number, place: number): Pair => ({
    finding,
    place,
    rank: rankOf(findings[finding]!, places[place]!),
  });
  const order = (a: Pair, b: Pair): number =>
    a.rank[0]! - b.rank[0]! ||
    a.rank[1]! - b.rank[1]! ||
    a.rank[2]! - b.rank[2]! ||
    compareText(keyOf(findings[a.finding]!), keyOf(findings[b.finding]!)) ||
    compareText(places[a.place]!.id, places[b.place]!.id);

  const round = (how: Identified['how'], candidates: (finding: Finding) => readonly number[]): void => {
    const pairs = findings.flatMap((finding, i) =>
      placeOf.has(i)
        ? []
        : candidates(finding)
            .filter(place => !given.has(place))
            .map(place => pair(i, place)),
    );
    for (const { finding, place } of pairs.sort(order)) {
      if (placeOf.has(finding) || given.has(place)) continue;
      given.add(place);
      placeOf.set(finding, { place: places[place]!, how });
    }
  };
  const withOfficial = ({ official }: Finding) => (official ? (byOfficial.get(official.id) ?? []) : []);
  const withCommunity = ({ community }: Finding) => (community ? (byCommunity.get(community.id) ?? []) : []);
  const within = (finding: Finding) => (place: number) =>
    metresToPlace(finding, places[place]!) <= options.sameId;

  round('both-ids', finding =>
    withOfficial(finding).filter(place => finding.community?.id === places[place]!.communityId),
  );
  round('official-id', finding => withOfficial(finding).filter(within(finding)));
  round('community-id', finding => withCommunity(finding).filter(within(finding)));
  const around = nearby(places.map(({ at }) => at));
  round('near', finding => {
    const name = plainName(nameOf(finding));
    const reach = name === '' ? options.nameless : options.sameName;
    return around(pointOf(finding), reach).filter(place => plainName(places[place]!.name) === name);
  });

  const taken = new Set(places.map(({ id }) => id));
  const newPlace = (finding: Finding): Place => {
    const feature = (finding.official ?? finding.community)!;
    let attempt = 0;
    while (taken.has(newId(feature.side, feature.id, attempt))) attempt += 1;
    const id = newId(feature.side, feature.id, attempt);
    taken.add(id);
    return { ...seen(null, finding, input.challenge), id };
  };
  // In the order of ids, so that suffixes do not depend on the order of findings.
  const rest = findings.map((_, i) => i).filter(i => !placeOf.has(i));
  for (const i of rest.sort((a, b) => compareText(keyOf(findings[a]!), keyOf(findings[b]!))))
    placeOf.set(i, { place: newPlace(findings[i]!), how: 'new' });

  const found = findings.map((finding, i): Identified => {
    const { place, how } = placeOf.get(i)!;
    return { finding, place: how === 'new' ? place : seen(place, finding, input.challenge), how };
  });
  const known = new Map(places.map(place => [place.id, place]));
  const vanished = places
    .filter((place, i) => !given.has(i) && place.vanishedAt === null && covered(place.at))
    .map(place => ({ ...place, vanishedAt: now }));
  const changed = [...found.map(({ place }) => place), ...vanished].filter(place => {
    const before = known.get(place.id);
    return !before || !samePlace(before, place);
  });
  return { found, changed: changed.sort((a, b) => compareText(a.id, b.id)) };
};
