import type { Permit } from '../licence/gate.ts';
import type { Change } from './change.ts';
import { byElement } from './element-ref.ts';
import { elementXml, newNodeXml } from './element-xml.ts';
import type { WriteOptions } from './osm-change.ts';
import { outgoing } from './outgoing.ts';
import { tag, XML_HEAD } from './xml.ts';

/**
 * JOSM's own file (https://josm.openstreetmap.de/wiki/Help/FileFormat/OSM): new nodes with negative ids, edited elements
 * with `action`. A permit that is not for production locks the layer (`upload="never"`). The nodes of an edited way are not in it:
 * JOSM shows the way as incomplete until its area is downloaded there. Same changes, same bytes.
 * @throws Error where the permit does not cover a value, or a check finds what the API would refuse
 */
export function toJosm(changes: readonly Change[], permit: Permit, { version }: WriteOptions): string {
  const { created, modified, deleted } = outgoing(changes, permit);
  const existing = [
    ...modified.map(element => ({ element, action: 'modify' })),
    ...deleted.map(element => ({ element, action: 'delete' })),
  ].sort((a, b) => byElement(a.element, b.element));
  const attributes = {
    version: '0.6',
    generator: `Jalon ${version}`,
    upload: permit.production ? 'true' : 'never',
  };
  const elements = [
    ...created.map(({ placeholder, at, tags }) =>
      newNodeXml(placeholder, at, tags, { action: 'modify', visible: 'true' }),
    ),
    ...existing.map(({ element, action }) => elementXml(element, { action, visible: 'true' })),
  ];
  return `${XML_HEAD}${tag('osm', attributes, elements)}\n`;
}
