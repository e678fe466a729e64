import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refOf } from '../../../backend/core/change/element-ref.ts';
import { toJosm } from '../../../backend/core/change/josm.ts';
import { toOsmChange } from '../../../backend/core/change/osm-change.ts';
import { throughGate } from '../../../backend/core/change/through-gate.ts';
import { type SettledTask, toChanges } from '../../../backend/core/change/to-changes.ts';
import { groupChanges } from '../../../backend/core/changeset/grouping.ts';
import { type AppliedChange, revertOf } from '../../../backend/core/changeset/revert.ts';
import { appliedByRows } from '../../../backend/core/changeset/sent-and-applied.ts';
import type { OsmElement } from '../../../backend/core/feature.ts';
import { type SettledPlace, settledPlace } from '../../handover/settled-world.ts';
import { World } from '../../servers/osm-api/world.ts';
import { createChangeset, upload } from '../../servers/osm-api/writing.ts';
import { testChallenge } from '../../store/seed.ts';
import { hasJosm, josmValidate } from '../change/josm.ts';
import { mapOf, toOsmXml } from '../change/osm-files.ts';
import { hasOsmium, osmiumApply, osmiumCount } from '../change/osmium.ts';

const UID = 101;
const challenge = testChallenge('wells');
const version = 'test';

/** Settled answers of random people to random places, some of them about the same place, in any order. */
type Said = Readonly<{
  places: readonly SettledPlace[];
  order: readonly number[];
  depths: readonly (string | null)[];
}>;
const said: fc.Arbitrary<Said> = fc
  .uniqueArray(fc.nat({ max: 400 }), { minLength: 1, maxLength: 12 })
  .chain(numbers =>
    fc.record({
      places: fc.constant(numbers.map(settledPlace)),
      depths: fc.array(fc.option(fc.constantFrom('3', '12', 'é & "<")')), {
        minLength: numbers.length,
        maxLength: numbers.length,
      }),
      order: fc.shuffledSubarray(
        Array.from({ length: numbers.length * 2 }, (_, n) => n),
        { minLength: numbers.length * 2 },
      ),
    }),
  );

/** Where the place is on the map, a second person may have said how deep it is. */
function tasksOf({ places, order, depths }: Said): readonly SettledTask[] {
  const first = places.map(
    ({ task, facts, fix }): SettledTask => ({ id: task, facts, answer: { say: 'fix', fix } }),
  );
  const second = places.map(({ task, facts, fix }, n): SettledTask | null => {
    const value = depths[n];
    if (!value || !facts.community || fix.keep !== undefined) return null;
    const tags = [{ key: 'depth', value, origin: { licence: 'observation' as const } }];
    return { id: `${task}-depth`, facts, answer: { say: 'fix', fix: { tags } } };
  });
  const all = [...first, ...second];
  return order.flatMap(n => all[n] ?? []);
}

type Look = Readonly<{ id: number | 'new'; tags: unknown; is: unknown }>;
const lookOf = (element: OsmElement, known: ReadonlySet<string>): Look => ({
  id: known.has(refOf(element)) ? element.id : 'new',
  tags: Object.entries(element.tags).sort(([a], [b]) => (a < b ? -1 : 1)),
  is: element.type === 'node' ? element.at : element.type === 'way' ? element.nodes : element.members,
});
const looks = (elements: readonly OsmElement[], known: ReadonlySet<string>) =>
  elements.map(element => JSON.stringify(lookOf(element, known))).sort();

/** The answers carried out by hand, without any of the code under test. */
function byHand({ places, depths }: Said): readonly OsmElement[] {
  return places.flatMap(({ facts, fix, elements }, n): readonly OsmElement[] => {
    const { community } = facts;
    const tags = Object.fromEntries(fix.tags.map(({ key, value }) => [key, value!]));
    if (!community)
      return [
        { type: 'node', id: -1, version: 1, at: fix.position!.at, tags: { man_made: 'water_well', ...tags } },
      ];
    const gone = fix.keep === undefined ? null : facts.others[0]!.id;
    const depth: Record<string, string> = depths[n] && gone === null ? { depth: depths[n]! } : {};
    return elements.flatMap((element): readonly OsmElement[] => {
      if (refOf(element) === gone) return [];
      if (element.type === 'relation')
        return [
          {
            ...element,
            members: element.members.map(one =>
              `${one.type}/${one.ref}` === gone ? { ...one, ref: Number(fix.keep!.split('/')[1]) } : one,
            ),
          },
        ];
      if (refOf(element) !== community.id) return [element];
      const changed = { ...element, tags: { ...element.tags, ...tags, ...depth } };
      return changed.type === 'node' && fix.position ? [{ ...changed, at: fix.position.at }] : [changed];
    });
  });
}

/** What the answers come to on a map, through the gate. */
function planned(random: Said, world: World) {
  const elements = new Map(world.map.visible().map(one => [refOf(one), bare(one)]));
  const usedBy = new Map([...elements.keys()].map(ref => [ref, world.map.users(ref).map(refOf)]));
  const made = toChanges(tasksOf(random), elements, challenge, usedBy);
  expect(made.notPossible).toEqual([]);
  return throughGate(made.changes, challenge);
}

function bare(one: OsmElement): OsmElement {
  const { type, id, version, tags } = one;
  const common = { id, version, tags };
  if (type === 'node') return { type, ...common, at: one.at };
  return type === 'way' ? { type, ...common, nodes: one.nodes } : { type, ...common, members: one.members };
}

const worldOf = ({ places }: Said) => new World({ elements: places.flatMap(one => one.elements) });

/** Sends changes in changesets, each in the number that the map gives it. */
async function sent(
  world: World,
  { changes, permit }: Pick<ReturnType<typeof throughGate>, 'changes' | 'permit'>,
  edits: number,
): Promise<AppliedChange[]> {
  const applied: AppliedChange[] = [];
  for (const group of groupChanges(changes, () => [[4, 50]], { edits, side: 0.5 })) {
    const { id } = createChangeset(world, UID, '<osm><changeset/></osm>');
    const osc = toOsmChange(group.changes, permit, { version, changeset: id });
    const rows = await upload(world, id, UID, osc, async () => undefined);
    const became = appliedByRows(
      group.changes,
      rows.map(({ newId = null, newVersion = null, ...row }) => ({ ...row, newId, newVersion })),
    )!;
    applied.push(...group.changes.map((change, n) => ({ change, applied: became[n]! })));
  }
  return applied;
}

describe('answers by anybody in any order, sent in changesets of any size', () => {
  it('give the map that carrying them out by hand gives, and taking them back gives the one before', async () => {
    let edits = 0;
    await fc.assert(
      fc.asyncProperty(said, fc.integer({ min: 1, max: 30 }), async (random, size) => {
        const world = worldOf(random);
        const before = world.map.visible();
        const known = new Set(before.map(refOf));
        const applied = await sent(world, planned(random, world), size);
        edits += applied.length;
        expect(looks(world.map.visible(), known)).toEqual(looks(byHand(random), known));

        // The last ones first, as somebody would who looks at the list of changesets.
        const now = new Map(
          applied.map(({ applied: { ref } }): [string, OsmElement | 'gone'] => {
            const current = world.map.current(ref)!;
            return [ref, current.visible ? bare(current) : 'gone'];
          }),
        );
        const back = revertOf(applied, now, { licence: 'OSM', attribution: '© OpenStreetMap contributors' });
        expect(back.rest).toEqual([]);
        // Together: a relation needs the node that comes back with it.
        await sent(world, throughGate(back.changes, challenge), 10_000);
        expect(looks(world.map.visible(), known)).toEqual(looks(before, known));
      }),
      { numRuns: 150 },
    );
    expect(edits).toBeGreaterThan(500);
  }, 60_000);

  const many: Said = {
    places: Array.from({ length: 50 }, (_, n) => settledPlace(n)),
    depths: Array.from({ length: 50 }, (_, n) => (n % 3 === 0 ? 'é & "<")' : null)),
    order: Array.from({ length: 100 }, (_, n) => (n * 37) % 100),
  };
  const files = () => {
    const world = worldOf(many);
    const { changes, permit } = planned(many, world);
    const map = toOsmXml(mapOf(many.places.flatMap(one => one.elements)));
    return { world, changes, permit, map, osc: toOsmChange(changes, permit, { version }) };
  };

  it.skipIf(!hasOsmium)('are read and applied by osmium, each changeset by itself', () => {
    const { world, changes, permit, map, osc } = files();
    const total = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total(osmiumCount('change.osc', osc))).toBe(changes.length);
    expect(total(osmiumCount('change.osm', toJosm(changes, permit, { version })))).toBe(changes.length);
    let after = map;
    for (const group of groupChanges(changes, () => [[4, 50]], { edits: 20, side: 0.5 }))
      after = osmiumApply(after, toOsmChange(group.changes, permit, { version, changeset: 7 }));
    const made = changes.filter(({ edit }) => edit.action === 'create').length;
    const gone = changes.filter(({ edit }) => edit.action === 'delete').length;
    expect(made).toBe(10);
    expect(gone).toBe(10);
    expect(total(osmiumCount('after.osm', after))).toBe(world.map.visible().length + made - gone);
  });

  it.skipIf(!hasJosm)(
    'have nothing that JOSM calls an error',
    () => {
      const { changes, permit, map, osc } = files();
      const errors = (osm: string, change?: string) =>
        josmValidate(osm, change).flatMap(({ severity, message }) =>
          severity === 'Errors' ? [message] : [],
        );
      // One that is there already shows that it would find others.
      const broken = map.replace('</osm>', '<way id="9" version="1"><nd ref="10000"/></way></osm>');
      expect(errors(broken, osc)).toEqual([expect.stringContaining('One node ways')]);
      expect(errors(toJosm(changes, permit, { version }))).toEqual([]);
    },
    400_000,
  );
});
