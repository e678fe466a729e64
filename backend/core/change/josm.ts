import { mustCover, type Permit } from '../licence/gate.ts';
import type { Change } from './change.ts';
import { mustBeSound } from './check-edit.ts';
import { byElement } from './element-ref.ts';
import { elementXml, newNodeXml } from './element-xml.ts';
import type { WriteOptions } from './osm-change.ts';
import { tag, XML_HEAD } from './xml.ts';

/**
 * JOSM's own file (https://josm.openstreetmap.de/wiki/Help/FileFormat/OSM): new nodes with negative ids, edited elements
 * with `action`. A permit that is not for production locks the layer (`upload="never"`). The nodes of an edited way are not in it:
 * JOSM shows the way as incomplete until its area is downloaded there.
 * @throws Error where the permit does not cover a value, or a check finds what the API would refuse
 */
export function toJosm(changes: readonly Change[], permit: Permit, { version }: WriteOptions): string {
  mustCover(
    permit,
    ['osm'],
    changes.flatMap(({ values }) => values),
  );
  mustBeSound(changes);
  const created = changes
    .flatMap(({ edit }) => (edit.action === 'create' ? [edit] : []))
    .sort((a, b) => b.placeholder - a.placeholder)
    .map(({ placeholder, at, tags }) =>
      newNodeXml(placeholder, at, tags, { action: 'modify', visible: 'true' }),
    );
  const existing = changes
    .flatMap(({ edit }) =>
      edit.action === 'modify'
        ? [{ element: edit.after, action: 'modify' }]
        : edit.action === 'delete'
          ? [{ element: edit.before, action: 'delete' }]
          : [],
    )
    .sort((a, b) => byElement(a.element, b.element))
    .map(({ element, action }) => elementXml(element, { action, visible: 'true' }));
  const attributes = {
    version: '0.6',
    generator: `Jalon ${version}`,
    upload: permit.production ? 'true' : 'never',
  };
  return `${XML_HEAD}${tag('osm', attributes, [...created, ...existing])}\n`;
}
