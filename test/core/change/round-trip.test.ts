import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fix } from '../../../backend/core/answer/answer.ts';
import { refOf } from '../../../backend/core/change/element-ref.ts';
import { toOsmChange } from '../../../backend/core/change/osm-change.ts';
import { throughGate } from '../../../backend/core/change/through-gate.ts';
import { type SettledTask, toChanges } from '../../../backend/core/change/to-changes.ts';
import type { LonLat, OsmElement } from '../../../backend/core/feature.ts';
import { challenge, fix, here, mapped, node, position, row, set, settled, station, way } from './facts.ts';
import { applyOsc, mapOf, type OsmMap, toOsmXml } from './osm-files.ts';
import { hasOsmium, osmiumApply, osmiumCount } from './osmium.ts';

const text = fc.oneof(
  fc.constantFrom('A', 'B'),
  fc.stringMatching(/^[!-~é🚒 ]{1,20}$/u).filter(t => t.trim() !== ''),
);
const key = fc.constantFrom('name', 'ref', 'phone');
/** A multiple of 1e-7, as OSM stores it, at least 70 m from where everything stands at first. */
const place: fc.Arbitrary<LonLat> = fc
  .tuple(fc.integer({ min: 43_510_000, max: 44_000_000 }), fc.integer({ min: 508_510_000, max: 509_000_000 }))
  .map(([x, y]) => [x / 1e7, y / 1e7]);
const extra = fc.dictionary(key, text, { maxKeys: 3 });

const elements: fc.Arbitrary<readonly OsmElement[]> = fc
  .tuple(
    fc.array(extra, { minLength: 1, maxLength: 5 }),
    fc.array(fc.tuple(extra, fc.boolean()), { maxLength: 4 }),
  )
  .map(([nodes, ways]) => [
    ...[1, 2, 3].map(id => node(id, {}, [4 + id / 1000, 50])),
    ...nodes.map((tags, i) => node(10 + i, { ...station, ...tags }, here, 1 + i)),
    ...ways.map(([tags, built], i) =>
      way(20 + i, { ...station, ...tags, ...(built && { building: 'yes' }) }),
    ),
  ]);

const tagsOf = fc
  .uniqueArray(fc.tuple(key, fc.option(text)), { selector: ([k]) => k, minLength: 1, maxLength: 3 })
  .map(choices => choices.map(([k, value]) => set(k, value)));
const answer: fc.Arbitrary<Partial<Fix>> = fc.oneof(
  tagsOf.map(tags => ({ tags })),
  place.map(at => position(at)),
  fc.tuple(place, tagsOf).map(([at, tags]) => ({ ...position(at), tags })),
  fc.constant({ lifecycle: 'disused' as const }),
);

type World = Readonly<{ map: OsmMap; tasks: readonly SettledTask[] }>;
const world: fc.Arbitrary<World> = elements.chain(all =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...all.slice(3)), answer) },
        { weight: 1, arbitrary: fc.tuple(fc.constant(null), answer) },
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map(chosen => ({
      map: mapOf(all),
      tasks: chosen.map(([element, parts], i) =>
        settled(
          `t${i}`,
          element ? { community: mapped(element), discrepancies: [] } : { official: row('Z1') },
          fix(parts),
        ),
      ),
    })),
);

/** Closer than half a metre, which nobody can tell apart; degrees are short enough here to be a plane. */
const samePlace = ([x, y]: LonLat, [otherX, otherY]: LonLat): boolean =>
  Math.hypot((x - otherX) * Math.cos((50.85 * Math.PI) / 180), y - otherY) * 111_195 < 0.5;

/** The answers carried out one after the other by hand, without any of the code under test. */
function applyDirectly({ map, tasks }: World, skip: ReadonlySet<string>): OsmMap {
  const after = new Map(map);
  let next = -1;
  for (const { id, facts, answer } of tasks) {
    if (skip.has(id) || answer.say !== 'fix') continue;
    const { position, tags: choices, lifecycle } = answer.fix;
    const changed = (tags: Readonly<Record<string, string>>) => {
      const result = { ...tags };
      for (const { key, value } of choices)
        if (value === null) delete result[key];
        else result[key] = value.trim();
      return result;
    };
    const old = facts.community && after.get(facts.community.id)!;
    if (!old) {
      if (position) {
        const fresh = node(next--, changed({ amenity: 'fire_station' }), position.at, 0);
        after.set(refOf(fresh), fresh);
      }
    } else if (position && old.type === 'way') {
      const { building, ...feature } = old.tags;
      const fresh = node(next--, changed(feature), position.at, 0);
      after.set(refOf(fresh), fresh);
      after.set(refOf(old), { ...old, tags: { building: building! } });
    } else {
      let tags = changed(old.tags);
      if (lifecycle) {
        const { amenity, ...rest } = tags;
        // A second volunteer may have said so already.
        if (amenity) tags = { ...rest, 'disused:amenity': amenity };
      }
      // An earlier volunteer may have put it there already.
      const at = old.type === 'node' && position && !samePlace(position.at, old.at) ? position.at : null;
      after.set(refOf(old), old.type === 'node' && at ? { ...old, tags, at } : { ...old, tags });
    }
  }
  return after;
}

/** A map without what numbers new nodes. */
const comparable = (map: OsmMap) =>
  [...map.values()]
    .map(element =>
      JSON.stringify({
        ...element,
        id: Math.max(element.id, 0),
        version: element.id < 0 ? 0 : element.version,
        tags: Object.entries(element.tags).sort(),
      }),
    )
    .sort();

const barelyElsewhere = (n: number, at: LonLat): SettledTask =>
  settled(`t${n}`, { community: mapped(node(10, station, here, 1)), discrepancies: [] }, fix(position(at)));
const twoPlacesThatAreOne: World = {
  map: mapOf([node(10, station, here, 1)]),
  tasks: [barelyElsewhere(0, [4.351, 50.851]), barelyElsewhere(1, [4.3510001, 50.851])],
};

describe('random answers, exported and applied', () => {
  it('give the same map as carrying the answers out by hand; every fix is a change or has a reason', () => {
    let edits = 0;
    let conflicts = 0;
    fc.assert(
      fc.property(world, random => {
        const made = toChanges(random.tasks, new Map(), challenge);
        const { permit, changes, notPossible } = throughGate(made.changes, challenge);
        expect(notPossible).toEqual([]);
        const after = applyOsc(random.map, toOsmChange(changes, permit, { version: 'test' }));

        const refused = new Set(made.notPossible.map(({ task }) => task));
        expect(comparable(after)).toEqual(comparable(applyDirectly(random, refused)));
        const carriedOut = new Set(changes.flatMap(({ tasks }) => tasks));
        expect([...carriedOut, ...refused].sort()).toEqual(random.tasks.map(({ id }) => id).sort());
        edits += changes.length;
        conflicts += made.notPossible.filter(({ reason }) => reason === 'conflict').length;
      }),
      { numRuns: 1000, examples: [[twoPlacesThatAreOne]] },
    );
    // The property means nothing where nothing was edited or nothing ever met.
    expect(edits).toBeGreaterThan(1000);
    expect(conflicts).toBeGreaterThan(100);
  });

  it('do not depend on the order in which the answers come', () => {
    fc.assert(
      fc.property(world, ({ tasks }) => {
        const made = toChanges(tasks, new Map(), challenge);
        expect(toChanges([...tasks].reverse(), new Map(), challenge)).toEqual(made);
      }),
    );
  });

  it('ask for nothing more once they are carried out', () => {
    fc.assert(
      fc.property(world, ({ map, tasks }) => {
        const first = toChanges(tasks, new Map(), challenge);
        const { permit, changes } = throughGate(first.changes, challenge);
        const after = applyOsc(map, toOsmChange(changes, permit, { version: 'test' }));
        const now = new Map(
          [...after].map(([ref, element]) => [ref, { ...element, version: element.version + 1 }] as const),
        );
        const again = toChanges(tasks, now, challenge);
        // Only what was not on the map before can be asked for again: a new node has no task's element.
        const refused = new Set(first.notPossible.map(({ task }) => task));
        for (const { edit, tasks: by } of again.changes)
          if (edit.action !== 'create') expect(by.every(task => refused.has(task))).toBe(true);
      }),
    );
  });

  it.skipIf(!hasOsmium)('give the same map with osmium', () => {
    const many = fc.sample(world, { numRuns: 12, seed: 7 });
    for (const { map, tasks } of many) {
      const made = toChanges(tasks, new Map(), challenge);
      const { permit, changes } = throughGate(made.changes, challenge);
      const osc = toOsmChange(changes, permit, { version: 'test' });
      const { nodes, ways } = osmiumCount('change.osc', osc);
      expect(nodes! + ways!).toBe(changes.length);
      const ours = toOsmXml(applyOsc(map, osc));
      expect(osmiumCount('after.osm', osmiumApply(toOsmXml(map), osc))).toEqual(
        osmiumCount('ours.osm', ours),
      );
    }
  });
});
