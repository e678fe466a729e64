import type { Finding } from '../discrepancy/discrepancy.ts';
import type { Feature, LonLat } from '../feature.ts';
import { metres } from '../geo.ts';
import type { Place } from './place.ts';

/** The features that describe the place itself, not those that are only named. */
const features = ({ official, community }: Finding): readonly Feature[] =>
  [official, community].filter(feature => feature !== null);

/** The map's point where there is one: it stays when the agency corrects a wrong one. */
export const pointOf = (finding: Finding): LonLat => (finding.community ?? finding.official)!.at;
export const nameOf = (finding: Finding): string | null =>
  finding.official?.tags['name'] ?? finding.community?.tags['name'] ?? null;

/** Metres from a place to the nearest of the finding's own features. */
export const metresToPlace = (finding: Finding, place: Place): number =>
  Math.min(...features(finding).map(({ at }) => metres(at, place.at)));

/** The place as a finding shows it. The id of a side that is silent now is kept: it may speak again. */
export const seen = (place: Place | null, finding: Finding, challenge: string): Place => ({
  id: place?.id ?? '',
  challenge,
  officialId: finding.official?.id ?? place?.officialId ?? null,
  communityId: finding.community?.id ?? place?.communityId ?? null,
  at: pointOf(finding),
  name: nameOf(finding),
  vanishedAt: null,
});

export const samePlace = (a: Place, b: Place): boolean =>
  a.officialId === b.officialId &&
  a.communityId === b.communityId &&
  a.at[0] === b.at[0] &&
  a.at[1] === b.at[1] &&
  a.name === b.name &&
  a.vanishedAt === b.vanishedAt;
