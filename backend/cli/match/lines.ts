import type { Comparison } from '../../core/discrepancy/compare.ts';
import type { Discrepancy, Finding } from '../../core/discrepancy/discrepancy.ts';
import type { Evidence } from '../../core/match/match.ts';

/** One line of the output: a pair, or a feature that has no partner. Metres; ids as in the files. */
export type MatchLine = Readonly<{
  official: string | null;
  community: string | null;
  verdict: 'match' | 'possible' | 'none';
  /** Null without a partner. */
  probability: number | null;
  distance: number | null;
  evidence: readonly Evidence[];
  discrepancies: readonly Discrepancy[];
}>;

/** Metres to the centimetre, probability to four digits: what the data can bear. */
const cut = (value: number, parts: number): number => Math.round(value * parts) / parts;

const alone = (
  official: string | null,
  community: string | null,
  finding: Finding | undefined,
): MatchLine => ({
  official,
  community,
  verdict: 'none',
  probability: null,
  distance: null,
  evidence: [],
  discrepancies: finding?.discrepancies ?? [],
});

/** Finds things that are in ascending order of their ids (by code units), by ids that are asked for in that order too. */
const ascendingFinder = <T>(things: readonly T[], idOf: (thing: T) => string) => {
  let at = 0;
  return (id: string): T | undefined => {
    while (at < things.length && idOf(things[at]!) < id) at++;
    return at < things.length && idOf(things[at]!) === id ? things[at] : undefined;
  };
};

/**
 * The lines of a comparison: pairs by official id, then official features alone, then community ones. Features that lie
 * outside the common area and have no partner were not compared and have no line.
 */
export function* matchLines({ findings, result }: Comparison): Generator<MatchLine> {
  // Findings, pairs and those without a partner are all in that order.
  const ofOfficial = findings.filter(({ official }) => official !== null);
  const officialFinder = () => ascendingFinder(ofOfficial, ({ official }) => official!.id);
  const findCommunity = ascendingFinder(findings.slice(ofOfficial.length), ({ community }) => community!.id);
  // Features that are in another one's finding, and have none of their own.
  const others = { official: new Set<string>(), community: new Set<string>() };
  for (const finding of findings) for (const other of finding.others) others[other.side].add(other.id);

  let last: string | null = null;
  const findPaired = officialFinder();
  for (const match of result.matches) {
    // Several community features may be one official place: what is wrong with the place is said once.
    const first = match.official !== last;
    last = match.official;
    yield {
      official: match.official,
      community: match.community,
      verdict: match.verdict,
      probability: cut(match.probability, 1e4),
      distance: cut(match.distance, 100),
      evidence: match.evidence,
      discrepancies: first ? (findPaired(match.official)?.discrepancies ?? []) : [],
    };
  }
  const findAlone = officialFinder();
  for (const id of result.unmatchedOfficial) {
    const finding = findAlone(id);
    if (finding !== undefined || others.official.has(id)) yield alone(id, null, finding);
  }
  for (const id of result.unmatchedCommunity) {
    const finding = findCommunity(id);
    if (finding !== undefined || others.community.has(id)) yield alone(null, id, finding);
  }
}
