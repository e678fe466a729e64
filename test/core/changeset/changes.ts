import fc from 'fast-check';
import type { Change, Edit } from '../../../backend/core/change/change.ts';
import { refOf } from '../../../backend/core/change/element-ref.ts';
import type { LonLat, OsmElement, Tags } from '../../../backend/core/feature.ts';

/** Seven decimals, as OSM has them. */
const degrees = (from: number, to: number) =>
  fc.integer({ min: Math.round(from * 1e7), max: Math.round(to * 1e7) }).map(one => one / 1e7);
export const places: fc.Arbitrary<LonLat> = fc.tuple(degrees(3, 6), degrees(49.5, 51.5));
const tags: fc.Arbitrary<Tags> = fc.dictionary(
  fc.constantFrom('name', 'amenity', 'ref', 'phone'),
  fc.constantFrom('a', 'b', 'é'),
  { minKeys: 1 },
);
const versions = fc.integer({ min: 1, max: 9 });

const elements = (id: number): fc.Arbitrary<OsmElement> =>
  fc.oneof(
    fc.record({
      type: fc.constant('node' as const),
      id: fc.constant(id),
      version: versions,
      tags,
      at: places,
    }),
    fc.record({
      type: fc.constant('way' as const),
      id: fc.constant(id),
      version: versions,
      tags,
      nodes: fc.constant([1, 2, 3, 1]),
    }),
  );

const edits = (n: number): fc.Arbitrary<Edit> =>
  fc.oneof(
    fc.record({ action: fc.constant('create' as const), placeholder: fc.constant(-1 - n), at: places, tags }),
    fc.tuple(elements(n + 1), tags, places).map(([before, tags, at]): Edit => {
      const after = before.type === 'node' ? { ...before, tags, at } : { ...before, tags };
      return { action: 'modify', before, after };
    }),
    elements(n + 1).map((before): Edit => ({ action: 'delete', before })),
  );

/** Edits of different elements, each asked for by one to three tasks out of a few, so that some tie to each other. */
export const changesOfTasks: fc.Arbitrary<Change[]> = fc
  .integer({ min: 0, max: 24 })
  .chain(count =>
    fc.tuple(
      ...Array.from({ length: count }, (_, n) =>
        fc.tuple(edits(n), fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 3 })),
      ),
    ),
  )
  .map(rows => {
    const seen = new Set<string>();
    return (rows as [Edit, number[]][]).flatMap(([edit, tasks]): Change[] => {
      // Two new nodes that are alike never share a changeset: the workbench makes them one.
      const look =
        edit.action === 'create' ? JSON.stringify([edit.at, Object.entries(edit.tags).sort()]) : '';
      if (look !== '' && seen.has(look)) return [];
      seen.add(look);
      return [{ tasks: tasks.map(task => `t${task}`), edit, values: [] }];
    });
  });

/** What a server makes of edits: the map afterwards, the rows of its answer, and the download of the changeset. */
export function applied(changes: readonly Change[]) {
  let next = 10_000;
  const map = new Map<string, OsmElement | 'gone'>();
  const rows = changes.map(({ edit }) => {
    if (edit.action === 'create') {
      const element: OsmElement = { type: 'node', id: next++, version: 1, tags: edit.tags, at: edit.at };
      map.set(refOf(element), element);
      return {
        row: { type: 'node' as const, oldId: edit.placeholder, newId: element.id, newVersion: 1 },
        downloaded: { action: edit.action, element },
      };
    }
    const { before } = edit;
    const version = before.version + 1;
    if (edit.action === 'delete') {
      map.set(refOf(before), 'gone');
      return {
        row: { type: before.type, oldId: before.id, newId: null, newVersion: null },
        downloaded: { action: edit.action, element: { ...before, version } },
      };
    }
    const element = { ...edit.after, version };
    map.set(refOf(before), element);
    return {
      row: { type: before.type, oldId: before.id, newId: before.id, newVersion: version },
      downloaded: { action: edit.action, element },
    };
  });
  return { map, rows: rows.map(({ row }) => row), downloaded: rows.map(({ downloaded }) => downloaded) };
}
