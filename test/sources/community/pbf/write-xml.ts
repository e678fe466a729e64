import type { Element } from './write-pbf.ts';

const escaped = (value: string): string =>
  value.replace(/[&<>"'\n\r\t]/gu, letter => `&#${letter.codePointAt(0)};`);
const degrees = (value: number): string => (value / 1e7).toFixed(7);

const childrenOf = (of: Element): string => {
  const tags = Object.entries(of.tags)
    .map(([k, v]) => `<tag k="${escaped(k)}" v="${escaped(v)}"/>`)
    .join('');
  if (of.type === 'way') {
    const nodes = of.refs.map((ref, i) => {
      const at = of.points?.[i];
      return `<nd ref="${ref}"${at ? ` lon="${degrees(at[0])}" lat="${degrees(at[1])}"` : ''}/>`;
    });
    return nodes.join('') + tags;
  }
  if (of.type === 'relation') {
    const members = of.members.map(
      ({ type, ref, role }) => `<member type="${type}" ref="${ref}" role="${escaped(role)}"/>`,
    );
    return members.join('') + tags;
  }
  return tags;
};

/** The same elements as OSM XML. */
export const xml = (elements: readonly Element[]): string => {
  const lines = elements.map(of => {
    const attributes = [
      `id="${of.id}"`,
      ...(of.version === undefined ? [] : [`version="${of.version}"`]),
      ...(of.time === undefined ? [] : [`timestamp="${new Date(of.time * 1000).toISOString()}"`]),
      ...(of.visible === undefined ? [] : [`visible="${of.visible}"`]),
      ...(of.type === 'node' ? [`lon="${degrees(of.lon)}"`, `lat="${degrees(of.lat)}"`] : []),
    ];
    return `<${of.type} ${attributes.join(' ')}>${childrenOf(of)}</${of.type}>`;
  });
  return `<osm version="0.6">\n${lines.join('\n')}\n</osm>`;
};
