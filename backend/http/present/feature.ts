import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Feature, LonLat } from '../../core/feature.ts';
import type { FeatureView } from '../contract.ts';

/** Ids of samples and of data made up for tests begin here; no real element has reached them. */
const MADE_UP = 10 ** 15;

/** A feature as its source states it. */
export function presentFeature(
  feature: Feature,
  challenge: Pick<Challenge, 'sample' | 'community'>,
): FeatureView {
  return {
    id: feature.id,
    at: pair(feature.at),
    shape: feature.shape
      ? { type: feature.shape.type, coordinates: feature.shape.coordinates as unknown as unknown[] }
      : null,
    tags: { ...feature.tags },
    url: feature.side === 'community' ? elementUrl(feature.id, challenge) : null,
  };
}

function elementUrl(
  id: string,
  { sample, community }: Pick<Challenge, 'sample' | 'community'>,
): string | null {
  const [, type, number] = /^(node|way|relation)\/(\d+)$/.exec(id) ?? [];
  const real = type && community.licence === 'OSM' && !sample && Number(number) < MADE_UP;
  return real ? `https://www.openstreetmap.org/${type}/${number}` : null;
}

export const pair = ([lon, lat]: LonLat): [number, number] => [lon, lat];
