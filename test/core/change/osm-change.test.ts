import { describe, expect, it } from 'vitest';
import type { Change } from '../../../backend/core/change/change.ts';
import { toJosm } from '../../../backend/core/change/josm.ts';
import { toOsmChange } from '../../../backend/core/change/osm-change.ts';
import { gate } from '../../../backend/core/licence/gate.ts';
import { node, observed, there, way } from './facts.ts';
import { applyOsc, mapOf, parseOsm, toOsmXml } from './osm-files.ts';
import { hasOsmium, osmiumApply, osmiumCount } from './osmium.ts';

const version = { version: '0.1.0' };
const relation = {
  type: 'relation',
  id: 4,
  version: 1,
  tags: { type: 'multipolygon' },
  members: [{ type: 'way', ref: 5, role: 'outer' }],
} as const;
const awkward = `"Don't" <panic> & go\ttab\nline é 🚒`;

const create: Change = {
  tasks: ['c'],
  edit: { action: 'create', placeholder: -1, at: there, tags: { amenity: 'fire_station', name: awkward } },
  values: [
    { key: 'amenity', value: 'fire_station', origin: observed },
    { key: 'name', value: awkward, origin: observed },
    { key: '@position', value: '4.3510000,50.8500000', origin: observed },
  ],
};
const modified = (before: ReturnType<typeof node>): Change => ({
  tasks: ['m'],
  edit: { action: 'modify', before, after: { ...before, tags: { ...before.tags, ref: 'Z1' } } },
  values: [{ key: 'ref', value: 'Z1', origin: observed }],
});
const deleted = (before: ReturnType<typeof node>): Change => ({
  tasks: ['d'],
  edit: { action: 'delete', before },
  values: [],
});
const all = [
  deleted(node(9)),
  deleted(way(6)),
  modified(relation),
  modified(way(5)),
  modified(node(7)),
  create,
];
const permitFor = (changes: readonly Change[]) =>
  gate(
    changes.flatMap(({ values }) => values),
    'osm',
    { statements: [] },
  ).permit!;
const osc = (changes: readonly Change[]) => toOsmChange(changes, permitFor(changes), version);

const map = mapOf([
  ...[1, 2, 3].map(id => node(id, {}, [4 + id / 1000, 50])),
  node(7),
  node(9),
  way(5),
  way(6),
  relation,
]);

describe('an osmChange file', () => {
  it('goes from nodes to relations in create and modify, and the other way round in delete', () => {
    expect(
      parseOsm(osc(all)).map(({ action, element }) => `${action} ${element.type}/${element.id}`),
    ).toEqual([
      'create node/-1',
      'modify node/7',
      'modify way/5',
      'modify relation/4',
      'delete way/6',
      'delete node/9',
    ]);
  });

  it('is the same whatever the order of the changes', () => {
    expect(osc([...all].reverse())).toBe(osc(all));
  });

  it('writes seven decimals, the version that was read, and every character so that it comes back', () => {
    const text = osc(all);
    expect(text).toContain('<node id="-1" version="0" lat="50.8500000" lon="4.3510000">');
    expect(text).toContain('<node id="7" version="3"');
    expect(text).toContain('generator="Jalon 0.1.0"');
    expect(parseOsm(text)[0]?.element.tags['name']).toBe(awkward);
  });

  it('is empty but whole when there is nothing to change', () => {
    expect(osc([])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<osmChange version="0.6" generator="Jalon 0.1.0"/>\n',
    );
  });

  it('is not written with a permit for less, for elsewhere, or of other values', () => {
    expect(() => toOsmChange(all, permitFor([create]), version)).toThrow('does not cover ref=Z1');
    const elsewhere = gate(
      all.flatMap(({ values }) => values),
      'public-file',
      { statements: [] },
    ).permit!;
    expect(() => toOsmChange(all, elsewhere, version)).toThrow('does not lead to osm');
  });

  it('is not written when an edit holds a value that it does not state', () => {
    const silent = [{ ...modified(node(7)), values: [] }];
    expect(() => osc(silent)).toThrow('the origin of ref=Z1 is not stated');
  });

  it('is not written when something in it would be refused', () => {
    expect(() => osc([modified(node(7)), deleted(node(7))])).toThrow('edited twice');
    expect(() => osc([modified(way(5)), deleted(node(2))])).toThrow('needs node/2, which is deleted');
    expect(() => osc([modified({ ...node(7), version: 0 })])).toThrow('version');
    expect(() => osc([modified(node(7, { name: 'x'.repeat(256) }))])).toThrow('256 characters');
    expect(() => osc([modified(node(7, { name: 'a\u0001b' }))])).toThrow('does not take');
    expect(() => osc([modified({ ...way(5), nodes: [] } as ReturnType<typeof way>)])).toThrow('0 nodes');
  });

  it('changes the map as its changes say', () => {
    const after = applyOsc(map, osc(all));
    expect([...after.keys()].sort()).toEqual(
      ['node/1', 'node/2', 'node/3', 'node/7', 'node/-1', 'way/5', 'relation/4'].sort(),
    );
    expect(after.get('relation/4')).toEqual({ ...relation, tags: { ...relation.tags, ref: 'Z1' } });
  });

  it.skipIf(!hasOsmium)('is read and applied by osmium', () => {
    expect(osmiumCount('change.osc', osc(all))).toMatchObject({ nodes: 3, ways: 2, relations: 1 });
    const after = parseOsm(osmiumApply(toOsmXml(map), osc(all))).map(({ element }) => element);
    const ours = [...applyOsc(map, osc(all)).values()];
    const byId = (a: { id: number; type: string }, b: { id: number; type: string }) =>
      a.type.localeCompare(b.type) || a.id - b.id;
    const plain = (elements: typeof ours) =>
      [...elements].sort(byId).map(({ version: _, ...element }) => element);
    expect(plain(after)).toEqual(plain(ours));
  });
});

describe('a JOSM file', () => {
  it('holds every element once, with what is to be done with it', () => {
    const text = toJosm(all, permitFor(all), version);
    expect(text).toContain('upload="true"');
    expect(text).toContain('<node id="-1" action="modify" visible="true" lat="50.8500000" lon="4.3510000">');
    expect(text).toContain('<node id="7" version="3" action="modify"');
    expect(text).toContain('<node id="9" version="3" action="delete"');
    expect(parseOsm(text)).toHaveLength(all.length);
  });

  it('of a sample can never be uploaded', () => {
    const made = {
      ...create,
      values: [...create.values, { key: '@sample', value: 's', origin: { licence: 'fictional' } as const }],
    };
    expect(toJosm([made], permitFor([made]), version)).toContain('upload="never"');
  });

  it.skipIf(!hasOsmium)('is read by osmium', () => {
    expect(osmiumCount('changes.osm', toJosm(all, permitFor(all), version))).toMatchObject({
      nodes: 3,
      ways: 2,
    });
  });
});
