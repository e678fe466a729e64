import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byElement, refOf } from '../../../backend/core/change/element-ref.ts';
import type { OsmElement } from '../../../backend/core/feature.ts';
import { parseOsm } from '../../core/change/osm-files.ts';
import { type Blocks, node, osc, relation, way } from './mapper.ts';
import type { OsmVersion } from './osm-map.ts';
import { Refusal } from './refusal.ts';
import { osmChangeXml, osmXml } from './render.ts';
import { World } from './world.ts';
import { closeChangeset, createChangeset, upload, versionsIn } from './writing.ts';

const id = fc.integer({ min: 1, max: 6 });
const placeholder = fc.integer({ min: -3, max: -1 });
const ref = fc.oneof({ weight: 9, arbitrary: id }, { weight: 1, arbitrary: placeholder });
const version = fc.integer({ min: 1, max: 3 });
const at = fc.tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: -90, max: 90 }));
const tags = fc.dictionary(fc.constantFrom('name', 'ref'), fc.constantFrom('a', 'b'));
const member = fc.tuple(fc.constantFrom('node', 'way', 'relation'), ref).map(([type, id]) => `${type}/${id}`);

/** An element by any id, in any version, made of anything: most of them fit no map. */
const elementOf = (ids: fc.Arbitrary<number>): fc.Arbitrary<OsmElement> =>
  fc.oneof(
    fc.tuple(ids, at, tags, version).map(([id, at, tags, version]) => node(id, at, tags, version)),
    fc.tuple(ids, fc.array(ref, { minLength: 1, maxLength: 3 }), version).map(parts => way(...parts)),
    fc.tuple(ids, fc.array(member, { maxLength: 3 }), version).map(parts => relation(...parts)),
  );
const few = { maxLength: 2 };
const blocks: fc.Arbitrary<Blocks> = fc.record({
  create: fc.array(elementOf(placeholder), few),
  modify: fc.array(elementOf(ref), few),
  delete: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(elementOf(id), few) },
  ),
  ifUnused: fc.array(elementOf(id), { maxLength: 1 }),
});
const steps = fc.array(
  fc.record({
    uid: fc.constantFrom(101, 102),
    blocks,
    /** Versions as the map has them, the changeset as its owner has it. */
    careful: fc.integer({ min: 0, max: 4 }).map(n => n > 0),
    first: fc.constantFrom('open', 'close', 'nothing'),
    seconds: fc.integer({ min: 0, max: 2000 }),
  }),
  { minLength: 1, maxLength: 25 },
);

/** The same edits, of the versions that are there. */
function fitted(world: World, { create, modify = [], delete: gone = [], ifUnused = [] }: Blocks): Blocks {
  const fit = (element: OsmElement) => ({
    ...element,
    version: world.map.current(refOf(element))?.version ?? 1,
  });
  return { create, modify: modify.map(fit), delete: gone.map(fit), ifUnused: ifUnused.map(fit) };
}

const SEED = [1, 2, 3, 4, 5, 6].flatMap(id => [
  node(id),
  way(id, [1, id]),
  relation(id, id < 3 ? [`way/${id}`, `node/${id}`] : []),
]);
/** Everything that an upload may change; ids that were used up stay used up. */
const all = (world: World) => JSON.stringify(world.kept());

/** The map as anybody may read it. */
const shown = (world: World): readonly OsmElement[] =>
  parseOsm(osmXml(world.map.visible(), world.names)).map(({ element }) => element);

/** Nothing that is visible needs what is not. */
function isWhole(world: World): boolean {
  const needs = (element: OsmVersion) =>
    element.type === 'way'
      ? element.nodes.map(id => `node/${id}`)
      : element.type === 'relation'
        ? element.members.map(({ type, ref }) => `${type}/${ref}`)
        : [];
  return world.map.visible().every(one => needs(one).every(part => world.map.current(part)?.visible));
}

describe('any edits by anybody in any order', () => {
  it('are applied whole or not at all, only ever add versions, and come back as they were applied', async () => {
    const counts = { applied: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(steps, async steps => {
        let time = new Date('2026-05-01T00:00:00Z');
        const world = new World({ elements: SEED }, {}, () => time);
        const seed = shown(world);
        let last = createChangeset(world, 101, '<osm><changeset/></osm>').id;
        for (const { careful, first, seconds, ...step } of steps) {
          time = new Date(time.getTime() + seconds * 1000);
          if (first === 'open') last = createChangeset(world, step.uid, '<osm><changeset/></osm>').id;
          const uid = careful ? world.changesets.one(last).uid : step.uid;
          const blocks = careful ? fitted(world, step.blocks) : step.blocks;
          if (first === 'close') await closeChangeset(world, last, uid).catch(isRefusal);
          const before = all(world);
          const versionsBefore = world.map.versions();
          const rows = await upload(world, last, uid, osc(last, blocks), async () => {}).catch(isRefusal);
          if (rows === null) {
            counts.refused += 1;
            expect(all(world)).toBe(before);
            continue;
          }
          if (rows.length > 0) counts.applied += 1;
          expect(isWhole(world)).toBe(true);
          const asked = Object.values(blocks).flat() as OsmElement[];
          expect(rows.map(({ type, oldId }) => `${type}/${oldId}`)).toEqual(asked.map(refOf));
          // All that was there is there still.
          const after = new Set(world.map.versions());
          expect(versionsBefore.every(version => after.has(version))).toBe(true);
          for (const { type, newId, newVersion } of rows.filter(({ newId }) => newId !== undefined))
            expect(world.map.history(`${type}/${newId}`).some(({ version }) => version === newVersion)).toBe(
              true,
            );
        }
        for (const version of world.map.versions()) {
          const history = world.map.history(refOf(version)).map(({ version }) => version);
          expect(history).toEqual(history.map((_, i) => history[0]! + i));
        }
        // The downloads of all changesets, one after the other, make the map out of the seed.
        const downloaded = new Map(seed.map(element => [refOf(element), element]));
        const gone = new Set<string>();
        for (const { id } of world.changesets.all().slice(1))
          for (const { action, element } of parseOsm(
            osmChangeXml(versionsIn(world, id), world.names, false),
          )) {
            // Changesets overlap in time: what is newest counts.
            const ref = refOf(element);
            if (element.version < (downloaded.get(ref)?.version ?? 0)) continue;
            downloaded.set(ref, element);
            if (action === 'delete') gone.add(ref);
            else gone.delete(ref);
          }
        const inOrder = (elements: readonly OsmElement[]) => elements.toSorted(byElement);
        expect(inOrder([...downloaded.values()].filter(one => !gone.has(refOf(one))))).toEqual(shown(world));
      }),
      { numRuns: 150 },
    );
    // Neither the one nor the other alone would show anything.
    expect(counts.applied).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(100);
  });
});

const isRefusal = (fault: unknown): null => {
  if (fault instanceof Refusal) return null;
  throw fault;
};
