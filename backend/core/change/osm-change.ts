import type { Permit } from '../licence/gate.ts';
import type { Change } from './change.ts';
import { elementXml, newNodeXml } from './element-xml.ts';
import { outgoing } from './outgoing.ts';
import { tag, XML_HEAD } from './xml.ts';

/** `version` of Jalon, for `generator`; `changeset`: the server's number of the one that they go in. */
export type WriteOptions = Readonly<{ version: string; changeset?: number }>;

/** Nothing where there is nothing in it: an empty block is valid and says nothing. */
const block = (name: string, elements: readonly string[]): readonly string[] =>
  elements.length > 0 ? [tag(name, {}, elements)] : [];

/**
 * osmChange XML (https://wiki.openstreetmap.org/wiki/OsmChange): create and modify go from nodes to relations, delete the
 * other way round, so that nothing is needed before it is there or after it is gone. Same changes, same bytes.
 * @throws Error where the permit does not cover a value, or a check finds what the API would refuse
 */
export function toOsmChange(
  changes: readonly Change[],
  permit: Permit,
  { version, changeset }: WriteOptions,
): string {
  const { created, modified, deleted } = outgoing(changes, permit);
  const within: Readonly<Record<string, string>> =
    changeset === undefined ? {} : { changeset: String(changeset) };
  const blocks = [
    ...block(
      'create',
      created.map(({ placeholder, at, tags }) =>
        newNodeXml(placeholder, at, tags, { version: '0', ...within }),
      ),
    ),
    ...block(
      'modify',
      modified.map(element => elementXml(element, within)),
    ),
    ...block(
      'delete',
      deleted.toReversed().map(element => elementXml(element, within)),
    ),
  ];
  return `${XML_HEAD}${tag('osmChange', { version: '0.6', generator: `Jalon ${version}` }, blocks)}\n`;
}
