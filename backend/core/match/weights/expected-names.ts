/** Expected of names before any data: of true pairs, most agree; of others, as many as random pairs do (measured). */
const EXPECTED = {
  likely: {
    low: [0, 0, 0.005, 0.03, 0.03],
    partly: [0.055, 0.08, 0.13],
    contained: 0.75,
    rarity: [0.1, 0.3, 0.6],
  },
  unlikely: {
    low: [0, 0, 0.1, 0.67, 0.13],
    partly: [0.06, 0.025, 0.01],
    contained: 0.4,
    rarity: [0.7, 0.22, 0.08],
  },
};
const WHOLLY = {
  likely: [0.02, 0.05, 0.13, 0.2, 0.27],
  unlikely: [0.0031, 0.00135, 0.0004, 0.0001, 0.00005],
};
const expected = (of: 'likely' | 'unlikely'): readonly number[] => {
  const { low, partly, contained, rarity } = EXPECTED[of];
  return [
    ...low,
    ...partly.flatMap(level =>
      [1 - contained, contained].flatMap(share => rarity.map(r => level * share * r)),
    ),
    ...WHOLLY[of],
  ];
};
export const LIKELY_NAMES = expected('likely');
export const UNLIKELY_NAMES = expected('unlikely');
