import { describe, expect, it } from 'vitest';
import type { Feature } from '../../backend/core/feature.ts';
import { matchFeatures } from '../../backend/core/match/match-features.ts';
import { cellThreads } from '../../backend/matching/cell-threads.ts';
import { endsOf, matchInThreads, THREADS } from '../../backend/matching/match-in-threads.ts';
import { place } from '../core/match/places.ts';

const WORDS = 'Aalst Brugge Ciney Dinant Eupen Gent Halle Ieper Jette Kortrijk Leuven Mons Namur'.split(' ');
const some = (n: number, of: number): number => (n * 7919 + of * 104_729) % 9973;

/** A city of places with names, numbers and shapes, some of them twice. */
const side = (which: 'official' | 'community', count: number, moved: number): readonly Feature[] =>
  Array.from({ length: count }, (_, n) => {
    const [east, north] = [some(n, 1) + moved, some(n, 2) - moved];
    const name = `${WORDS[some(n, 3) % WORDS.length]} ${WORDS[some(n, 4) % WORDS.length]} ${some(n, 5) % 40}`;
    const feature = place(which, `${which}/${n}`, east, north, {
      ...(n % 9 > 0 && { name }),
      ...(n % 4 === 0 && { ref: `R${n}` }),
      ...(n % 5 === 0 && { 'addr:street': `Rue ${WORDS[n % 7]}`, 'addr:housenumber': `${n % 30}` }),
      ...(n % 7 === 0 && { phone: `02 555 ${1000 + n}`, website: `https://example.org/${n}` }),
      amenity: n % 3 === 0 ? 'school' : 'library',
    });
    if (which === 'official' || n % 6 > 0) return feature;
    const corners = [0, 60, 60, 0, 0].map(
      (x, c) => place(which, '', east + x, north + [0, 0, 40, 40, 0][c]!).at,
    );
    return { ...feature, shape: { type: 'Polygon', coordinates: [corners] } };
  });

/** Threads that are alive hold a port each. */
const ports = (): number =>
  process.getActiveResourcesInfo().filter(resource => resource === 'MessagePort').length;

describe('matching in threads', () => {
  const [official, community] = [side('official', 900, 0), side('community', 1500, 12)];
  it('gives the result of matching in one', async () => {
    const shares: number[] = [];
    const found = await matchInThreads(official, community, {}, share => shares.push(share), {
      least: 0,
      early: 0,
      threads: 4,
      own: 0.8,
    });
    expect(found.matches.length).toBeGreaterThan(300);
    expect(found).toEqual(matchFeatures(official, community));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });
  it('ends threads that turn out not to be needed', async () => {
    const before = ports();
    const found = await matchInThreads(official, community, {}, undefined, {
      ...THREADS,
      early: 0,
      least: Number.POSITIVE_INFINITY,
      threads: 2,
    });
    expect(found).toEqual(matchFeatures(official, community));
    expect(ports()).toBe(before);
  });
  it('says why a part of the work cannot begin', async () => {
    const threads = cellThreads(1);
    const places = { official: { lon: [4], lat: [50] }, range: [0, 1], rows: [], radii: null };
    const terms = { identifiers: [], otherKeys: [], addresses: false };
    await expect(threads.open(places as never, terms as never, new Map()).find()).rejects.toThrow('subarray');
    const opened = { ...places, radii: () => {} };
    await expect(threads.open(opened as never, terms as never, new Map()).find()).rejects.toThrow(
      'could not be cloned',
    );
    await threads.end();
  });
  it('ends threads where the work cannot begin', async () => {
    const before = ports();
    const broken = [...official, { ...official[0]!, id: 'broken', tags: null as never }];
    const asked = matchInThreads(broken, community, {}, undefined, { ...THREADS, early: 0, threads: 2 });
    expect(ports()).toBeGreaterThan(before);
    await expect(asked).rejects.toThrow(TypeError);
    expect(ports()).toBe(before);
  });
  it('has no threads for little work', async () => {
    const found = await matchInThreads(official.slice(0, 20), community.slice(0, 20));
    expect(found).toEqual(matchFeatures(official.slice(0, 20), community.slice(0, 20)));
  });
});

describe('the parts of threads', () => {
  it('have their shares of the work', () => {
    const dense = [
      { first: 0, count: 100, pairs: 9 },
      { first: 100, count: 100, pairs: 0 },
      { first: 200, count: 90, pairs: 9 },
    ];
    expect(endsOf(dense, [1])).toEqual([290]);
    expect(endsOf(dense, [1, 1])).toEqual([100, 290]);
    expect(endsOf(dense, [3, 1])).toEqual([240, 290]);
    expect(endsOf(dense, [1, 1, 2])).toEqual([50, 100, 290]);
  });
  it('end with the last place, however few there are', () => {
    const one = [
      { first: 0, count: 0, pairs: 0 },
      { first: 0, count: 1, pairs: 3 },
    ];
    expect(endsOf(one, [1, 1, 1])).toEqual([0, 0, 1]);
    expect(endsOf([{ first: 0, count: 0, pairs: 0 }], [1, 1])).toEqual([0, 0]);
  });
});
