import type { Challenge } from '../../core/challenge/challenge.ts';
import { isReal } from '../../core/change/element-ref.ts';
import type { Feature, LonLat } from '../../core/feature.ts';
import type { FeatureView } from '../contract/task.ts';

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
  return community.licence === 'OSM' && !sample && isReal(id) ? `https://www.openstreetmap.org/${id}` : null;
}

export const pair = ([lon, lat]: LonLat): [number, number] => [lon, lat];
