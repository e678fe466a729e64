import { SaxesParser } from 'saxes';
import { byElement, refOf } from '../../../backend/core/change/element-ref.ts';
import { elementXml } from '../../../backend/core/change/element-xml.ts';
import { tag, XML_HEAD } from '../../../backend/core/change/xml.ts';
import type { ElementType, Member, OsmElement } from '../../../backend/core/feature.ts';

/** A map by `node/12`; new nodes have negative ids. */
export type OsmMap = ReadonlyMap<string, OsmElement>;

export const mapOf = (elements: readonly OsmElement[]): OsmMap =>
  new Map(elements.map(element => [refOf(element), element]));

export const toOsmXml = (map: OsmMap): string =>
  `${XML_HEAD}${tag(
    'osm',
    { version: '0.6', generator: 'test' },
    [...map.values()]
      .sort(byElement)
      .map(element => elementXml(element, { timestamp: '2026-03-02T10:00:00Z' })),
  )}\n`;

type Loose = {
  type: ElementType;
  id: number;
  version: number;
  tags: Record<string, string>;
  at: [number, number];
  nodes: number[];
  members: Member[];
};
export type Parsed = Readonly<{ action: string; element: OsmElement }>;

/** The elements of OSM XML or osmChange, each with the block that it stands in (`osm`, `create`, …). */
export function parseOsm(xml: string): Parsed[] {
  const found: { action: string; loose: Loose }[] = [];
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', fault => {
    throw fault;
  });
  parser.on('opentag', ({ name, attributes: a }) => {
    const last = found.at(-1)?.loose;
    if (name === 'node' || name === 'way' || name === 'relation')
      found.push({
        action: open.at(-1)!,
        loose: {
          type: name,
          id: Number(a['id']),
          version: Number(a['version']),
          tags: {},
          at: [Number(a['lon']), Number(a['lat'])],
          nodes: [],
          members: [],
        },
      });
    else if (name === 'tag') last!.tags[a['k']!] = a['v']!;
    else if (name === 'nd') last!.nodes.push(Number(a['ref']));
    else if (name === 'member')
      last!.members.push({ type: a['type'] as ElementType, ref: Number(a['ref']), role: a['role']! });
    open.push(name);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return found.map(({ action, loose: { type, id, version, tags, at, nodes, members } }) => ({
    action,
    element:
      type === 'node'
        ? { type, id, version, tags, at }
        : type === 'way'
          ? { type, id, version, tags, nodes }
          : { type, id, version, tags, members },
  }));
}

/** What an API would make of an osmChange: whatever is not there, or is there in another version, is an Error. */
export function applyOsc(map: OsmMap, osc: string): OsmMap {
  const after = new Map(map);
  for (const { action, element } of parseOsm(osc)) {
    const ref = refOf(element);
    if (action === 'create') {
      if (element.id >= 0 || after.has(ref)) throw new Error(`${ref} cannot be created`);
      after.set(ref, element);
      continue;
    }
    if (after.get(ref)?.version !== element.version)
      throw new Error(`${ref} is not there in version ${element.version}`);
    if (action === 'modify') after.set(ref, element);
    else if (action === 'delete') after.delete(ref);
    else throw new Error(`${action} is no block of an osmChange`);
  }
  return after;
}
