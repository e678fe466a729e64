import type { Discrepancy, Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, Side, Tags } from '../../../backend/core/feature.ts';

export const feature = (side: Side, id: string, at: LonLat, tags: Tags = {}): Feature => ({
  side,
  id,
  at,
  tags,
});

/** A finding about one place: either side by its id, both at the same spot unless said otherwise. */
export const finding = (
  official: Feature | null,
  community: Feature | null,
  ...discrepancies: readonly Discrepancy[]
): Finding => ({ official, community, others: [], match: null, discrepancies });
