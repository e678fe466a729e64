import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, Side } from '../../../backend/core/feature.ts';
import { type IdentifyInput, identify } from '../../../backend/core/place/identify.ts';
import type { Place } from '../../../backend/core/place/place.ts';

const metre = 1 / 111_195;
const at = (metres: number): LonLat => [4, 50 + metres * metre];
const feature = (side: Side, id: string, metres = 0, name?: string): Feature => ({
  side,
  id,
  at: at(metres),
  tags: name === undefined ? {} : { name },
});
const finding = (official: Feature | null, community: Feature | null): Finding => ({
  official,
  community,
  others: [],
  match: null,
  discrepancies: [],
});
const ours = (id: string, metres = 0, name?: string): Finding =>
  finding(feature('official', id, metres, name), null);
const theirs = (id: string, metres = 0, name?: string): Finding =>
  finding(null, feature('community', id, metres, name));
const both = (a: string, b: string, metres = 0, apart = 0): Finding =>
  finding(feature('official', a, metres + apart), feature('community', b, metres));

const place = (id: string, part: Partial<Place> = {}): Place => ({
  id,
  challenge: 'c',
  officialId: null,
  communityId: null,
  at: at(0),
  name: null,
  vanishedAt: null,
  ...part,
});
const now = '2024-06-01T12:00:00Z';
const run = (
  findings: readonly Finding[],
  places: readonly Place[] = [],
  more: Partial<IdentifyInput> = {},
) =>
  identify({
    challenge: 'c',
    findings,
    places,
    covered: () => true,
    now,
    newId: (side, id, attempt) => `${side}/${id}/${attempt}`,
    ...more,
  });
const idsOf = (findings: readonly Finding[], places: readonly Place[], more: Partial<IdentifyInput> = {}) =>
  run(findings, places, more).found.map(f => f.place.id);

describe('a place', () => {
  it('is new where nothing is known', () => {
    const { found, changed } = run([both('A', 'X')]);
    expect(found).toMatchObject([{ how: 'new' }]);
    expect(changed).toEqual([place('official/A/0', { officialId: 'A', communityId: 'X' })]);
  });

  it('is found again by its official id', () => {
    expect(
      run([both('A', 'Y', 100)], [place('p', { officialId: 'A', communityId: 'X' })]).found,
    ).toMatchObject([{ how: 'official-id', place: { id: 'p', communityId: 'Y', at: at(100) } }]);
  });

  it('is found again by its community id', () => {
    expect(run([both('B', 'X')], [place('p', { officialId: 'A', communityId: 'X' })]).found).toMatchObject([
      { how: 'community-id', place: { id: 'p', officialId: 'B' } },
    ]);
  });

  it('is found again by place and name when all its ids changed', () => {
    const known = [place('p', { officialId: 'A', name: 'Caserne Nord' })];
    expect(run([ours('B', 150, 'CASERNE-NORD')], known).found).toMatchObject([
      { how: 'near', place: { id: 'p' } },
    ]);
    expect(idsOf([ours('B', 250, 'Caserne Nord')], known)).toEqual(['official/B/0']);
    expect(idsOf([ours('B', 10, 'Caserne Sud')], known)).toEqual(['official/B/0']);
  });

  it('without a name is found again only where it stood', () => {
    const known = [place('p', { officialId: 'A' })];
    expect(idsOf([ours('B', 5)], known)).toEqual(['p']);
    expect(idsOf([ours('B', 50)], known)).toEqual(['official/B/0']);
  });

  it('is rather the one whose other id does not speak against it', () => {
    const two = [
      place('p', { officialId: 'A', communityId: 'X' }),
      place('q', { officialId: 'A', at: at(100) }),
    ];
    expect(idsOf([ours('A')], two)).toEqual(['q']);
  });

  it('is another one when its id is used again far away', () => {
    const known = [place('official/A/0', { officialId: 'A' })];
    const { found, changed } = run([ours('A', 40_000)], known);
    expect(found).toMatchObject([{ how: 'new', place: { id: 'official/A/1' } }]);
    expect(changed).toContainEqual({ ...known[0], vanishedAt: now });
  });

  it('is the same one however far, when both of its ids are', () => {
    const known = [place('p', { officialId: 'A', communityId: 'X', at: at(40_000) })];
    expect(run([both('A', 'X')], known).found).toMatchObject([
      { how: 'both-ids', place: { id: 'p', at: at(0) } },
    ]);
  });

  it('is the same one when the agency corrects a point that was far off', () => {
    const wrong = run([both('A', 'X', 0, 40_000)]).changed;
    expect(idsOf([both('A', 'X')], wrong)).toEqual(['official/A/0']);
  });

  it('keeps its history when a missing place turns up as an unlisted one', () => {
    const known = run([ours('A'), theirs('X', 3000)]).changed;
    const { found, changed } = run([both('A', 'X', 3000)], known);
    expect(found).toMatchObject([{ place: { id: 'official/A/0', communityId: 'X' } }]);
    expect(changed.find(p => p.id === 'community/X/0')).toMatchObject({ vanishedAt: now });
  });

  it('is shared out again when a pair is parted: the official row keeps it', () => {
    const known = run([both('A', 'X')]).changed;
    const parted = run([ours('A'), theirs('X')], known);
    expect(parted.found.map(f => f.place.id)).toEqual(['official/A/0', 'community/X/0']);
    const again = run([ours('A'), theirs('X')], [...known, ...parted.changed]);
    expect(again.found.map(f => f.place.id)).toEqual(['official/A/0', 'community/X/0']);
    expect(again.changed).toEqual([]);
  });
});

describe('a place that nobody states any more', () => {
  const known = [place('p', { officialId: 'A' })];

  it('has vanished, where the comparison speaks about it', () => {
    expect(run([], known).changed).toEqual([place('p', { officialId: 'A', vanishedAt: now })]);
    expect(run([], known, { covered: () => false }).changed).toEqual([]);
  });

  it('keeps the time when it vanished', () => {
    expect(run([], [place('p', { officialId: 'A', vanishedAt: '2020-01-01T00:00:00Z' })]).changed).toEqual(
      [],
    );
  });

  it('is the same one when it comes back', () => {
    const gone = run([], known).changed;
    const { found } = run([ours('A', 20)], gone);
    expect(found).toMatchObject([{ place: { id: 'p', vanishedAt: null } }]);
  });

  it('gives way to one that is still there', () => {
    const two = [
      place('a', { officialId: 'A', vanishedAt: now }),
      place('b', { officialId: 'A', at: at(500) }),
    ];
    expect(idsOf([ours('A')], two)).toEqual(['b']);
  });
});

describe('any findings', () => {
  const spot = fc.integer({ min: 0, max: 40 }).map(step => step * 400);
  const name = fc.constantFrom(undefined, 'Nord', 'Süd');
  const list = (side: Side) =>
    fc
      .uniqueArray(fc.record({ id: fc.constantFrom('1', '2', '3', '4', '5', '6'), metres: spot, name }), {
        selector: ({ id }) => id,
        maxLength: 6,
      })
      .map(all => all.map(({ id, metres, name: n }) => feature(side, id, metres, n)));
  const world = fc
    .tuple(list('official'), list('community'), fc.integer({ min: 0, max: 6 }))
    .map(([official, community, pairs]): readonly Finding[] => [
      ...official.slice(0, pairs).map((feature, i) => finding(feature, community[i] ?? null)),
      ...official.slice(pairs).map(feature => finding(feature, null)),
      ...community.slice(Math.min(pairs, official.length)).map(feature => finding(null, feature)),
    ]);
  const history = fc.array(world, { minLength: 1, maxLength: 4 });

  /** Places after one comparison after the other. */
  const lived = (worlds: readonly (readonly Finding[])[]): readonly Place[] =>
    worlds.reduce<readonly Place[]>((places, findings) => {
      const { changed } = run(findings, places);
      const ids = new Set(changed.map(({ id }) => id));
      return [...places.filter(({ id }) => !ids.has(id)), ...changed];
    }, []);

  it('never share a place', () => {
    fc.assert(
      fc.property(history, world, (worlds, findings) => {
        const ids = idsOf(findings, lived(worlds));
        expect(new Set(ids).size).toBe(findings.length);
      }),
    );
  });

  it('change nothing the second time', () => {
    fc.assert(
      fc.property(history, worlds => {
        const last = worlds.at(-1)!;
        const places = lived(worlds);
        const again = run(last, places);
        expect(again.changed).toEqual([]);
        expect(again.found.every(({ how }) => how !== 'new')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('get the same places in whatever order they and the places come', () => {
    fc.assert(
      fc.property(history, world, (worlds, findings) => {
        const places = lived(worlds);
        const turned = run([...findings].reverse(), [...places].reverse());
        const straight = run(findings, places);
        expect(turned.changed).toEqual(straight.changed);
        expect([...turned.found].reverse()).toEqual(straight.found);
      }),
    );
  });
});
