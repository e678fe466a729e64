/** What is the same for the same pairs in whatever order, and hardly for others; PostGIS can count it too. */
export type PairsDigest = Readonly<{ count: number; first: number; second: number }>;

/** Two primes below 2^20 for each sum: squares of what is left over stay whole numbers. */
const PRIMES = [1_000_003, 999_983] as const;
const FACTORS = [7_919, 104_729] as const;

/** Of pairs of numbers (the places' own, from 0). */
export const digestOf = (official: ArrayLike<number>, community: ArrayLike<number>): PairsDigest => {
  const sums = PRIMES.map(prime => {
    let sum = 0;
    for (let e = 0; e < official.length; e++) {
      const rest = (official[e]! * FACTORS[0] + community[e]! * FACTORS[1]) % prime;
      sum += (rest * rest) % prime;
    }
    return sum;
  });
  return { count: official.length, first: sums[0]!, second: sums[1]! };
};

/** The same in SQL, over pairs of the columns o.n and c.n. */
export const DIGEST = [
  'count(*)::float8 as count',
  ...PRIMES.map((prime, which) => {
    const rest = `((o.n::bigint * ${FACTORS[0]} + c.n::bigint * ${FACTORS[1]}) % ${prime})`;
    return `coalesce(sum(${rest} * ${rest} % ${prime}), 0)::float8 as ${which === 0 ? 'first' : 'second'}`;
  }),
].join(', ');
