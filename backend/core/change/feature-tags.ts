import type { OsmElement, Tags } from '../feature.ts';

/**
 * Keys of the thing that is drawn (a building, a fence, a field) and not of what uses it. They stay with an outline when
 * the feature turns out to stand elsewhere. The address stays too: it is the building's, and the answer brings the
 * feature's own where it is known.
 */
const OF_THE_OUTLINE =
  /^(building|roof|addr|source|barrier|landuse|natural|heritage)(:|$)|^(height|min_height|est_height|layer|area|type|surface|material|colour|fence_type|wall|architect|start_date|construction_date|note|fixme|entrance|door|created_by)$/u;

/** One of these must be left, or the outline would mean nothing any more. */
const STANDS_ALONE = /^(building|building:part|barrier|landuse|natural)$/u;

/** What says how something was mapped, not what it is: never carried from one element to another. */
const ABOUT_MAPPING = /^(source(:.*)?|note|fixme|created_by)$/u;

const pick = (tags: Tags, keep: (key: string) => boolean): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => keep(key)));

/** The tags that belong to the feature, and go where it goes. */
export const featureTags = ({ type, tags }: Pick<OsmElement, 'type' | 'tags'>, vertex = false): Tags =>
  type === 'node' && !vertex
    ? pick(tags, key => !ABOUT_MAPPING.test(key))
    : pick(tags, key => !OF_THE_OUTLINE.test(key));

/** Whether an outline still means something without the feature that was tagged on it. */
export const outlineRemains = ({ type, tags }: OsmElement): boolean =>
  Object.keys(tags).some(key => STANDS_ALONE.test(key)) &&
  // Only a multipolygon draws; a site or a route without its feature is nothing.
  (type !== 'relation' || tags['type'] === 'multipolygon');
