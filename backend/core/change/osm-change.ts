import { mustCover, type Permit } from '../licence/gate.ts';
import type { Change } from './change.ts';
import { mustBeSound } from './check-edit.ts';
import { byElement } from './element-ref.ts';
import { elementXml, newNodeXml } from './element-xml.ts';
import { tag, XML_HEAD } from './xml.ts';

/** `version` of Jalon, for `generator`. */
export type WriteOptions = Readonly<{ version: string }>;

/**
 * osmChange XML (https://wiki.openstreetmap.org/wiki/OsmChange): create and modify go from nodes to relations, delete the
 * other way round, so that nothing is needed before it is there or after it is gone. Same changes, same bytes.
 * @throws Error where the permit does not cover a value, or a check finds what the API would refuse
 */
export function toOsmChange(changes: readonly Change[], permit: Permit, { version }: WriteOptions): string {
  mustCover(
    permit,
    ['osm'],
    changes.flatMap(({ values }) => values),
  );
  mustBeSound(changes);
  const created = changes
    .flatMap(({ edit }) => (edit.action === 'create' ? [edit] : []))
    .sort((a, b) => b.placeholder - a.placeholder);
  const modified = changes
    .flatMap(({ edit }) => (edit.action === 'modify' ? [edit.after] : []))
    .sort(byElement);
  const deleted = changes
    .flatMap(({ edit }) => (edit.action === 'delete' ? [edit.before] : []))
    .sort((a, b) => -byElement(a, b));
  const blocks = [
    ...(created.length > 0
      ? [
          tag(
            'create',
            {},
            created.map(({ placeholder, at, tags }) => newNodeXml(placeholder, at, tags, { version: '0' })),
          ),
        ]
      : []),
    ...(modified.length > 0
      ? [
          tag(
            'modify',
            {},
            modified.map(element => elementXml(element)),
          ),
        ]
      : []),
    ...(deleted.length > 0
      ? [
          tag(
            'delete',
            {},
            deleted.map(element => elementXml(element)),
          ),
        ]
      : []),
  ];
  return `${XML_HEAD}${tag('osmChange', { version: '0.6', generator: `Jalon ${version}` }, blocks)}\n`;
}
