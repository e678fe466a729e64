import { distance } from 'fastest-levenshtein';
import { compareText } from './compare-text.ts';

/** Ids that are worth naming. */
const MOST = 5;
/** Share of the characters that may be mistyped. */
const MISTYPED = 1 / 3;

/** The ids that were most likely meant by one that is not among them: `123` is `node/123`, `Node/123` too. The nearest first. */
export const nearIds = (id: string, ids: Iterable<string>): readonly string[] => {
  const wanted = id.trim().toLowerCase();
  const far = Math.max(1, Math.floor(wanted.length * MISTYPED));
  const near = new Map<string, number>();
  for (const known of ids) {
    const text = known.toLowerCase();
    const exact = text === wanted || text.slice(text.lastIndexOf('/') + 1) === wanted;
    const steps = exact
      ? 0
      : Math.abs(text.length - wanted.length) > far
        ? Number.POSITIVE_INFINITY
        : distance(text, wanted);
    if (steps <= far) near.set(known, steps);
  }
  return [...near]
    .sort(([a, x], [b, y]) => x - y || compareText(a, b))
    .slice(0, MOST)
    .map(([known]) => known);
};
