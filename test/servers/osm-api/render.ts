import { elementXml } from '../../../backend/core/change/element-xml.ts';
import { tag, XML_HEAD } from '../../../backend/core/change/xml.ts';
import type { ResultRow } from './apply-change.ts';
import type { Changeset } from './changesets.ts';
import type { OsmVersion } from './osm-map.ts';

/** How people are called: the name of an account by its id. */
export type Names = (uid: number) => string;

const ROOT = { version: '0.6', generator: 'Jalon test server' };
/** Without the fractions of a second, as the real ones write it. */
const seconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

export function versionXml(element: OsmVersion, names: Names): string {
  const { type, id, version, visible, changeset, timestamp, uid } = element;
  const more = {
    visible: String(visible),
    changeset: String(changeset),
    timestamp,
    user: names(uid),
    uid: String(uid),
  };
  return visible ? elementXml(element, more) : tag(type, { id, version, ...more });
}

function versionJson(element: OsmVersion, names: Names): unknown {
  const { type, id, version, visible, changeset, timestamp, uid, tags } = element;
  const common = { type, id, timestamp, version, changeset, user: names(uid), uid };
  if (!visible) return { ...common, visible };
  const tagged = Object.keys(tags).length > 0 ? { tags } : {};
  switch (element.type) {
    case 'node':
      return { ...common, lat: element.at[1], lon: element.at[0], ...tagged };
    case 'way':
      return { ...common, nodes: element.nodes, ...tagged };
    case 'relation':
      return { ...common, members: element.members, ...tagged };
  }
}

export const osmXml = (elements: readonly OsmVersion[], names: Names): string =>
  `${XML_HEAD}${tag(
    'osm',
    ROOT,
    elements.map(element => versionXml(element, names)),
  )}\n`;

export const osmJson = (elements: readonly OsmVersion[], names: Names): string =>
  JSON.stringify({ ...ROOT, elements: elements.map(element => versionJson(element, names)) });

/** One block for each version, in the order given; `grouped`: created, modified, deleted ones. */
export function osmChangeXml(versions: readonly OsmVersion[], names: Names, grouped: boolean): string {
  const blocks = versions.map(version => ({
    action: version.version === 1 ? 'create' : version.visible ? 'modify' : 'delete',
    xml: versionXml(version, names),
  }));
  if (grouped) blocks.sort((a, b) => rank(a.action) - rank(b.action));
  return `${XML_HEAD}${tag(
    'osmChange',
    ROOT,
    blocks.map(({ action, xml }) => `<${action}>\n  ${xml.replaceAll('\n', '\n  ')}\n</${action}>`),
  )}\n`;
}
const rank = (action: string): number => ['create', 'modify', 'delete'].indexOf(action);

export const diffResultXml = (rows: readonly ResultRow[]): string =>
  `${XML_HEAD}${tag(
    'diffResult',
    ROOT,
    rows.map(({ type, oldId, newId, newVersion }) =>
      tag(type, { old_id: oldId, new_id: newId, new_version: newVersion }),
    ),
  )}\n`;

function attributes(row: Changeset, open: boolean, names: Names) {
  const [west, south, east, north] = row.box ?? [];
  return {
    id: row.id,
    created_at: seconds(row.createdAt),
    open,
    comments_count: 0,
    changes_count: row.changes,
    ...(!open && { closed_at: seconds(row.closedAt) }),
    ...(row.box && { min_lat: south, min_lon: west, max_lat: north, max_lon: east }),
    uid: row.uid,
    user: names(row.uid),
  };
}

type Shown = Readonly<{ row: Changeset; open: boolean }>;

export const changesetsXml = (shown: readonly Shown[], names: Names): string =>
  `${XML_HEAD}${tag(
    'osm',
    ROOT,
    shown.map(({ row, open }) => {
      const written = Object.entries(attributes(row, open, names)).map(([name, value]) => [
        name,
        // Degrees as OSM stores them.
        typeof value === 'number' && /^m(in|ax)_/.test(name) ? value.toFixed(7) : String(value),
      ]);
      return tag(
        'changeset',
        Object.fromEntries(written),
        Object.entries(row.tags).map(([k, v]) => tag('tag', { k, v })),
      );
    }),
  )}\n`;

export const changesetJson = ({ row, open }: Shown, names: Names): object => ({
  ...attributes(row, open, names),
  ...(Object.keys(row.tags).length > 0 && { tags: row.tags }),
});

export const json = (body: object): string => JSON.stringify({ ...ROOT, ...body });
