import { compareText } from '../compare-text.ts';
import type { LonLat, OsmElement, Tags } from '../feature.ts';
import { tag } from './xml.ts';

/** Seven decimals: as OSM stores it, about 1 cm. */
const coordinates = ([lon, lat]: LonLat) => ({ lat: lat.toFixed(7), lon: lon.toFixed(7) });

const tagsOf = (tags: Tags): string[] =>
  Object.entries(tags)
    .sort(([a], [b]) => compareText(a, b))
    .map(([k, v]) => tag('tag', { k, v }));

type More = Readonly<Record<string, string>>;

/** An element in OSM XML, with the version that was read; `more` are further attributes. */
export function elementXml(element: OsmElement, more: More = {}): string {
  const { type, id, version, tags } = element;
  const place = element.type === 'node' ? coordinates(element.at) : {};
  const parts =
    element.type === 'way'
      ? element.nodes.map(ref => tag('nd', { ref }))
      : element.type === 'relation'
        ? element.members.map(({ type, ref, role }) => tag('member', { type, ref, role }))
        : [];
  return tag(type, { id, version, ...more, ...place }, [...parts, ...tagsOf(tags)]);
}

/** A node that is not on the map yet. */
export const newNodeXml = (placeholder: number, at: LonLat, tags: Tags, more: More = {}): string =>
  tag('node', { id: placeholder, ...more, ...coordinates(at) }, tagsOf(tags));
