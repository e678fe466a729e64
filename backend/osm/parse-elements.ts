import { SaxesParser } from 'saxes';
import { z } from 'zod';
import type { ElementType, Member, OsmElement } from '../core/feature.ts';

/** An element by its ref, or that it was deleted. */
export type ReadElement = Readonly<{ ref: string; state: OsmElement | 'gone' }>;

const id = z.int().positive();
const common = {
  id,
  version: z.int().positive(),
  visible: z.boolean().default(true),
  tags: z.record(z.string(), z.string()).default({}),
};
const elementType = z.enum(['node', 'way', 'relation']);
const element = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('node'), lat: z.number().optional(), lon: z.number().optional() }),
  z.object({ ...common, type: z.literal('way'), nodes: z.array(id).default([]) }),
  z.object({
    ...common,
    type: z.literal('relation'),
    members: z.array(z.object({ type: elementType, ref: id, role: z.string() })).default([]),
  }),
]);
const answer = z.object({ elements: z.array(element) });

const fromLoose = (loose: z.output<typeof element>): ReadElement => {
  const { type, id, version, tags } = loose;
  const ref = `${type}/${id}`;
  if (!loose.visible) return { ref, state: 'gone' };
  switch (loose.type) {
    case 'node':
      if (loose.lat === undefined || loose.lon === undefined) throw new Error(`${ref} has no coordinates`);
      return { ref, state: { type: 'node', id, version, tags, at: [loose.lon, loose.lat] } };
    case 'way':
      return { ref, state: { type: 'way', id, version, tags, nodes: loose.nodes } };
    case 'relation':
      return { ref, state: { type: 'relation', id, version, tags, members: loose.members } };
  }
};

type Draft = {
  type: ElementType;
  id: number;
  version: number;
  visible: boolean;
  lat?: number;
  lon?: number;
  tags: Record<string, string>;
  nodes: number[];
  members: Member[];
};

/** The elements of OSM XML as the JSON has them. */
function elementsOfXml(text: string): unknown[] {
  const elements: Draft[] = [];
  const parser = new SaxesParser();
  let rooted = false;
  parser.on('error', fault => {
    throw fault;
  });
  parser.on('opentag', ({ name, attributes: a }) => {
    const last = elements.at(-1);
    if (name === 'osm') rooted = true;
    else if (name === 'node' || name === 'way' || name === 'relation')
      elements.push({
        type: name,
        id: Number(a['id']),
        version: Number(a['version']),
        visible: a['visible'] !== 'false',
        ...(a['lat'] !== undefined && { lat: Number(a['lat']), lon: Number(a['lon']) }),
        tags: {},
        nodes: [],
        members: [],
      });
    else if (name === 'tag' && last) last.tags[a['k'] ?? ''] = a['v'] ?? '';
    else if (name === 'nd' && last) last.nodes.push(Number(a['ref']));
    else if (name === 'member' && last)
      last.members.push({ type: a['type'] as ElementType, ref: Number(a['ref']), role: a['role'] ?? '' });
  });
  parser.write(text).close();
  if (!rooted) throw new Error('the answer is not OSM XML');
  return elements;
}

/** What the API sent, JSON or XML as its type says. @throws Error where it is neither, or only half there */
export function parseElements(text: string, type: string): readonly ReadElement[] {
  const loose: unknown = /\bjson\b/i.test(type) ? JSON.parse(text) : { elements: elementsOfXml(text) };
  return answer.parse(loose).elements.map(fromLoose);
}
