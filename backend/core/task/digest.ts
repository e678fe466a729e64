import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonical, type Json } from '../canonical.ts';
import { compareText } from '../compare-text.ts';
import type { Discrepancy, Finding, Kind } from '../discrepancy/discrepancy.ts';
import type { Feature, LonLat, Side } from '../feature.ts';

/** Characters: 80 bits, so that a million digests meet by chance about once in a trillion times. */
const LENGTH = 20;

/** Hex SHA-256 of a value's canonical JSON (keys sorted), cut to 20 characters. */
export const digestOf = (value: Json): string =>
  bytesToHex(sha256(utf8ToBytes(canonical(value)))).slice(0, LENGTH);

/** The identifier of the place that a feature is the first to describe; `attempt` counts ids that are taken already. */
export const placeId = (challenge: string, side: Side, id: string, attempt = 0): string => {
  const digest = digestOf(['place', challenge, side, id]);
  return attempt === 0 ? digest : `${digest}-${attempt}`;
};

/** The identifier of the task of a place in a challenge. */
export const taskId = (challenge: string, place: string): string => digestOf(['task', challenge, place]);

/** To a ten-millionth of a degree, 1 cm: as OSM stores it. */
const rounded = ([lon, lat]: LonLat): Json => [Math.round(lon * 1e7), Math.round(lat * 1e7)];

/** Kinds that ask where something is, or whether it is there at all; the others do not change with a nudged point. */
const ABOUT_WHERE: ReadonlySet<Kind> = new Set<Kind>([
  'possible-match',
  'missing',
  'unlisted',
  'moved',
  'duplicate',
  'identifier-conflict',
]);

/** What is asked, without what wavers from run to run (metres, probabilities). */
const asked = (discrepancy: Discrepancy): Json => {
  switch (discrepancy.kind) {
    case 'missing':
    case 'unlisted':
    case 'moved':
      return [discrepancy.kind];
    case 'possible-match':
      return [discrepancy.kind, discrepancy.candidate];
    case 'identifier-conflict':
      return [discrepancy.kind, discrepancy.key, discrepancy.value, discrepancy.other];
    case 'duplicate':
      return [discrepancy.kind, discrepancy.side, [...discrepancy.others].sort()];
    case 'misclassified':
      return [discrepancy.kind, discrepancy.official, discrepancy.community];
    case 'tags-differ':
      return [
        discrepancy.kind,
        discrepancy.differences.map(({ key, official, community }) => [key, official, community]).sort(),
      ];
  }
};

const shown = (feature: Feature | null, where: boolean): Json =>
  feature && [feature.id, feature.tags['name'] ?? null, ...(where ? [rounded(feature.at)] : [])];

/**
 * Digest of what a volunteer is asked about: which features, their names, their places where a discrepancy asks where,
 * and the values that differ. Two findings with the same digest are the same question; an answer about another digest
 * is asked again.
 */
export const factsDigest = (finding: Finding): string => {
  const where = finding.discrepancies.some(({ kind }) => ABOUT_WHERE.has(kind));
  const others = [...finding.others].sort((a, b) => compareText(a.side, b.side) || compareText(a.id, b.id));
  return digestOf([
    'facts',
    shown(finding.official, where),
    shown(finding.community, where),
    others.map(other => [other.side, shown(other, where)]),
    finding.discrepancies.map(asked),
  ]);
};

/** Digest of the official row alone, place and values; null where the agency has none. */
export const officialDigest = ({ official }: Pick<Finding, 'official'>): string | null =>
  official && digestOf(['official', official.id, rounded(official.at), official.tags]);

/** Digest of the community feature alone; null where the map has none. */
export const communityDigest = ({ community }: Pick<Finding, 'community'>): string | null =>
  community && digestOf(['community', community.id, rounded(community.at), community.tags]);
