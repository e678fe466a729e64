/** Which of the two sources states something. */
export type Side = 'official' | 'community';

/** Degrees, WGS 84, longitude first (RFC 7946). */
export type LonLat = readonly [lon: number, lat: number];

/** Degrees, WGS 84: west, south, east, north. West > east means that the box crosses the antimeridian. */
export type Bbox = readonly [west: number, south: number, east: number, north: number];

/** OSM keys and values; a value is never empty. */
export type Tags = Readonly<Record<string, string>>;

type Ring = readonly LonLat[];
/** A GeoJSON geometry other than a point, as the source drew it. */
export type Shape =
  | Readonly<{ type: 'LineString'; coordinates: Ring }>
  | Readonly<{ type: 'MultiLineString'; coordinates: readonly Ring[] }>
  | Readonly<{ type: 'Polygon'; coordinates: readonly Ring[] }>
  | Readonly<{ type: 'MultiPolygon'; coordinates: readonly (readonly Ring[])[] }>;

export type ElementType = 'node' | 'way' | 'relation';

export type Member = Readonly<{ type: ElementType; ref: number; role: string }>;

/** The full state of an OSM element: what an edit of it needs. Nothing here is optional by accident. */
export type OsmElement =
  | Readonly<{ type: 'node'; id: number; version: number; tags: Tags; at: LonLat }>
  | Readonly<{ type: 'way'; id: number; version: number; tags: Tags; nodes: readonly number[] }>
  | Readonly<{ type: 'relation'; id: number; version: number; tags: Tags; members: readonly Member[] }>;

/** One place as one source states it. */
export type Feature = Readonly<{
  side: Side;
  /** As in the source: `node/123` for an OSM element, else the row's own identifier, else `#17` for row 17. */
  id: string;
  /** The point itself, or a point that stands for the shape (inside it where it is an area). */
  at: LonLat;
  shape?: Shape;
  /** In OSM keys, after the challenge's mapping; what has no OSM key keeps its column name. */
  tags: Tags;
  /** Only where the source carries it whole, with its version: an edit that is written needs it, unless the OSM API tells it. */
  element?: OsmElement;
  /** ISO 8601, when the row or element itself last changed, where the source says so. */
  changedAt?: string;
}>;
