/** Pairs whose probabilities are about the same. */
export type ReliabilityBin = Readonly<{
  /** Mean probability that was given, 0 to 1; 0 where there is no pair. */
  mean: number;
  /** Share of the pairs that are true, 0 to 1; 0 where there is no pair. */
  share: number;
  /** Pairs in the bin. */
  count: number;
}>;

/**
 * Probabilities in bins of equal width (0 to 0.1, 0.1 to 0.2, … 0.9 to 1 for ten), every bin there, empty ones too.
 * @throws RangeError for a probability outside 0 to 1
 */
export const reliabilityBins = (
  pairs: Iterable<Readonly<{ probability: number; isTrue: boolean }>>,
  bins = 10,
): readonly ReliabilityBin[] => {
  const sums = Array.from({ length: bins }, () => ({ probability: 0, isTrue: 0, count: 0 }));
  for (const { probability, isTrue } of pairs) {
    if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is no probability`);
    const sum = sums[Math.min(bins - 1, Math.floor(probability * bins))]!;
    sum.probability += probability;
    sum.isTrue += isTrue ? 1 : 0;
    sum.count++;
  }
  return sums.map(({ probability, isTrue, count }) => ({
    mean: probability / Math.max(1, count),
    share: isTrue / Math.max(1, count),
    count,
  }));
};

/** Expected calibration error: how far shares and means lie apart, each bin by its pairs; 0 without pairs. */
export const calibrationError = (bins: readonly ReliabilityBin[]): number => {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  const apart = bins.reduce((sum, { mean, share, count }) => sum + count * Math.abs(mean - share), 0);
  return apart / Math.max(1, all);
};
