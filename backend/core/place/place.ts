import type { LonLat } from '../feature.ts';

/** The real-world thing that features describe, with an identifier of our own that survives every update. */
export type Place = Readonly<{
  id: string;
  challenge: string;
  officialId: string | null;
  communityId: string | null;
  at: LonLat;
  /** Name as last seen, for finding it again when the ids changed. */
  name: string | null;
  /** ISO 8601 when both sides lost it; a place that comes back is the same one. */
  vanishedAt: string | null;
}>;
