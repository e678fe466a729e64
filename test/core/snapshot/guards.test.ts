import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature, Tags } from '../../../backend/core/feature.ts';
import { GUARDS, guard } from '../../../backend/core/snapshot/guards.ts';
import { feature, snapshot } from './make-snapshot.ts';

const rows = (n: number, tags: Tags = {}): readonly Feature[] =>
  Array.from({ length: n }, (_, i) =>
    feature('official', `${i}`, [4 + (i % 10) / 5, 50 + Math.floor(i / 10) / 5], tags),
  );
const kinds = (last: readonly Feature[], next: readonly Feature[]) =>
  guard(snapshot('official', last), snapshot('official', next, { hash: 'next' })).map(({ kind }) => kind);

describe('the next snapshot of a source', () => {
  it('passes when it is the same bytes', () => {
    const last = snapshot('official', rows(100));
    expect(guard(last, { ...snapshot('official', []), hash: last.hash })).toEqual([]);
  });

  it('passes when a few rows came or went', () => {
    expect(kinds(rows(100), rows(103))).toEqual([]);
    expect(kinds(rows(100), rows(90))).toEqual([]);
    expect(
      kinds(
        rows(100),
        rows(100).filter((_, i) => i % 5 > 0),
      ),
    ).toEqual([]);
  });

  it('is held when nothing is left of it', () => {
    expect(kinds(rows(3), [])).toEqual(['nothing-left']);
    expect(kinds([], [])).toEqual([]);
  });

  it('is held when many rows are gone', () => {
    const third = rows(100).filter((_, i) => i % 3 > 0);
    expect(guard(snapshot('official', rows(100)), snapshot('official', third))).toContainEqual({
      kind: 'rows-gone',
      before: 100,
      after: 66,
      gone: 34,
    });
  });

  it('is held when it has more than twice as many places, on either side', () => {
    for (const side of ['official', 'community'] as const) {
      const of = (n: number) =>
        snapshot(
          side,
          rows(n).map(row => ({ ...row, side })),
        );
      expect(guard(of(400), of(801))).toEqual([{ kind: 'rows-added', before: 400, after: 801 }]);
      expect(guard(of(400), of(800))).toEqual([]);
      expect(guard(of(5), of(304))).toEqual([]);
      expect(guard(of(5), of(305))).toEqual([{ kind: 'rows-added', before: 5, after: 305 }]);
    }
  });

  it('is not held for its growth when the last one was empty', () => {
    expect(kinds([], rows(1000))).toEqual([]);
  });

  it('is held for its growth or for its loss, never for both, and goes by numbers alone where it only grows', () => {
    const all = rows(1500);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 0, max: 400 }),
        (before, after, from) => {
          const found = kinds(all.slice(0, before), all.slice(from, from + after));
          const there = Math.max(0, Math.min(after, all.length - from));
          const grown = before > 0 && there > GUARDS.grown * before && there - before >= GUARDS.more;
          expect(found.includes('rows-added')).toBe(grown);
          if (grown) expect(found).not.toContain('rows-gone');
          if (from === 0 && there >= before) expect(found).toEqual(grown ? ['rows-added'] : []);
        },
      ),
      {
        examples: [
          [300, 600, 0],
          [300, 601, 0],
          [1, 301, 0],
          [1, 300, 0],
          [0, 1500, 0],
        ],
      },
    );
  });

  it('is not held because its ids were renumbered', () => {
    const renumbered = rows(100).map(row => ({ ...row, id: `new ${row.id}` }));
    expect(kinds(rows(100), renumbered)).toEqual([]);
  });

  it('is held when it left a part of the country', () => {
    const crowded = rows(100).map((row, i) => ({ ...row, at: rows(50)[i % 50]!.at }));
    expect(kinds(rows(100), crowded)).toEqual(['area-shrunk']);
  });

  it('is not smaller where one of few places that were alone in their cell has gone', () => {
    const places = Array.from({ length: 25 }, (_, i) =>
      feature('official', `S${i}`, i === 0 ? [4.05, 50.05] : [4.15, 50.05 + i / 10_000]),
    );
    expect(guard(snapshot('official', places), snapshot('official', places.slice(1)))).toEqual([]);
  });

  it('is held when a column that was filled is empty', () => {
    expect(kinds(rows(20, { name: 'Nord', ref: '1' }), rows(20, { NOM: 'Nord', ref: '1' }))).toEqual([
      'columns-changed',
    ]);
    expect(kinds(rows(20, { ref: '1' }), rows(20, { ref: '1', name: 'Nord' }))).toEqual([]);
  });

  it('is held when a column of the file is gone that shows under another name or under none', () => {
    const of = (columns: readonly string[]) =>
      snapshot('official', rows(20, { name: 'Nord' }), { columns, hash: columns.join() });
    expect(guard(of(['CODE', 'NOM', 'X', 'Y']), of(['CODE', 'NAAM', 'X', 'Y']))).toEqual([
      { kind: 'columns-changed', gone: ['NOM'], added: ['NAAM'] },
    ]);
    expect(guard(of(['CODE', 'X', 'Y']), of(['CODE', 'X', 'Y', 'Z']))).toEqual([]);
    expect(guard(of([]), of(['CODE']))).toEqual([]);
  });

  it('of the community is held when most elements lost a key, or a key of the filter is nowhere any more', () => {
    const of = (features: readonly Feature[]) =>
      snapshot(
        'community',
        features.map(one => ({ ...one, side: 'community' as const })),
        { hash: JSON.stringify(features) },
      );
    const filter = ['amenity=pharmacy', 'healthcare=pharmacy&!disused'];
    const mixed = rows(40, { amenity: 'pharmacy', name: 'Nord' }).map((row, i) =>
      i < 12 ? { ...row, tags: { ...row.tags, healthcare: 'pharmacy' } } : row,
    );
    const without = (key: string) =>
      mixed.map(row => ({
        ...row,
        tags: Object.fromEntries(Object.entries(row.tags).filter(([name]) => name !== key)),
      }));
    const gone = (next: readonly Feature[]) => guard(of(mixed), of(next), filter);
    expect(gone(without('healthcare'))).toEqual([
      { kind: 'columns-changed', gone: ['healthcare'], added: [] },
    ]);
    expect(gone(without('name'))).toEqual([{ kind: 'columns-changed', gone: ['name'], added: [] }]);
    expect(gone(mixed.slice(2))).toEqual([]);
    expect(guard(of(mixed), of(without('healthcare')), ['amenity=pharmacy'])).toEqual([]);
  });

  it('is held when it is drawn in another way, not for a few areas among its points', () => {
    const ring = [
      [4, 50],
      [4.001, 50],
      [4, 50.001],
      [4, 50],
    ] as const;
    const drawn = (n: number) =>
      rows(40).map((row, i) =>
        i < n ? { ...row, shape: { type: 'Polygon' as const, coordinates: [ring] } } : row,
      );
    expect(guard(snapshot('official', rows(40)), snapshot('official', drawn(40), { hash: 'next' }))).toEqual([
      { kind: 'shapes-changed', before: ['point'], after: ['area'] },
    ]);
    expect(kinds(rows(40), drawn(5))).toEqual([]);
    expect(kinds(drawn(5), drawn(40))).toEqual([]);
  });

  it('is not held because a rare column went with its one row', () => {
    const rare = rows(20).map((row, i) => (i === 0 ? { ...row, tags: { fax: '1' } } : row));
    expect(kinds(rare, rows(20).slice(1))).toEqual([]);
  });

  it('is not held for what small numbers do', () => {
    expect(kinds(rows(5), rows(3))).toEqual([]);
  });

  it('is held when its data is older', () => {
    const of = (dataTime: string | null) =>
      snapshot('community', rows(20), { dataTime, hash: String(dataTime) });
    const kindsOf = (a: string | null, b: string | null) => guard(of(a), of(b)).map(({ kind }) => kind);
    expect(kindsOf('2024-02-01T00:00:00Z', '2024-01-01T00:00:00Z')).toEqual(['older-than-the-last']);
    expect(kindsOf('2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z')).toEqual([]);
    expect(kindsOf('2024-01-01T00:00:00Z', null)).toEqual([]);
  });
});
