import { describe, expect, it } from 'vitest';
import type { Match, Refused } from '../../../backend/core/match/match.ts';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { community, official } from './places.ts';

/** The probability that evidence and balance add up to. */
const added = ({ evidence, balance }: Match | Refused): number => {
  const bits = evidence.reduce((sum, { weight }) => sum + weight, balance.prior + balance.rivals);
  return 1 / (1 + 2 ** -bits);
};

const TOWNS = ['Aalst', 'Brugge', 'Charleroi', 'Dinant', 'Eupen', 'Gent', 'Hasselt', 'Ieper'];

describe('the explanation of a pair', () => {
  const ours = TOWNS.map((town, n) =>
    official(`F${n}`, 900 * n, 0, { ...(n % 3 && { name: `Caserne ${town}` }), phone: `02 123 45 6${n}` }),
  );
  const theirs = TOWNS.flatMap((town, n) => [
    community(`node/${n}`, 900 * n + 60, 40, { name: `Caserne de ${town}`, phone: `+32 2 123 45 6${n}` }),
    community(`node/1${n}`, 900 * n + 200, 90, n % 2 ? { name: `Garage ${town}` } : {}),
  ]);

  it('adds up to the probability, of pairs and of refused candidates', () => {
    const { matches, refused } = matchFeatures(ours, theirs, { refusals: true });
    expect(matches.length).toBeGreaterThan(4);
    expect(refused.length).toBeGreaterThan(4);
    for (const one of [...matches, ...refused]) expect(added(one)).toBeCloseTo(one.probability, 3);
  });

  it('adds up where a place is there twice', () => {
    const twice = [
      ...theirs,
      community('node/99', 61, 41, { name: 'Caserne de Aalst', phone: '02 123 45 60' }),
    ];
    const { matches, duplicates } = matchFeatures(ours, twice);
    expect(duplicates.community).toHaveLength(1);
    for (const one of matches) expect(added(one)).toBeCloseTo(one.probability, 3);
  });

  it('adds up with other tags in common, and where one of the two has no name', () => {
    const towns = Array.from({ length: 60 }, (_, n) => `Plaats ${String.fromCharCode(65 + (n % 26))}${n}`);
    const tags = (n: number) => ({ capacity: String(10 + (n % 7)), operator: n % 2 ? 'Noord' : 'Zuid' });
    const left = towns.map((name, n) => official(`F${n}`, 700 * n, 0, { name, ...tags(n) }));
    const right = towns.flatMap((name, n) => [
      community(`node/${n}`, 700 * n + 20, 10, n === 9 ? tags(9) : { name, ...tags(n % 5 ? n : n + 1) }),
      community(`node/1${n}`, 700 * n + 210, 90, { name: `Elders ${n}`, ...tags(n + 3) }),
    ]);
    const { matches, refused } = matchFeatures(left, right, { refusals: true });
    const kinds = new Set([...matches, ...refused].flatMap(one => one.evidence.map(({ kind }) => kind)));
    expect(kinds).toContain('tag');
    for (const one of [...matches, ...refused]) expect(added(one)).toBeCloseTo(one.probability, 3);
  });

  it('says that an identifier far away under another name is another place, whatever agrees', () => {
    const [first] = ours;
    const reused = community('node/77', 40_000, 0, { ref: '12', name: 'Garage Eupen' });
    const { refused } = matchFeatures(
      [{ ...first!, tags: { ref: '12', name: 'Caserne Aalst' } }, ...ours.slice(1)],
      [...theirs.slice(2), reused],
      { refusals: true },
    );
    expect(refused.find(({ id }) => id === 'node/77')).toBeUndefined();
    expect(refused.find(({ candidate }) => candidate === 'node/77')).toMatchObject({
      id: 'F0',
      because: 'another-name',
      probability: 0,
    });
  });
});
