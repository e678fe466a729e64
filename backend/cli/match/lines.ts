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

/**
 * The lines of a comparison: pairs by official id, then official features alone, then community ones. Features that lie
 * outside the common area and have no partner were not compared and have no line.
 */
export function* matchLines({ findings, result }: Comparison): Generator<MatchLine> {
  const byOfficial = new Map<string, Finding>();
  const byCommunity = new Map<string, Finding>();
  // Features that are in another one's finding, and have none of their own.
  const others = { official: new Set<string>(), community: new Set<string>() };
  for (const finding of findings) {
    const { official, community } = finding;
    if (official !== null) byOfficial.set(official.id, finding);
    else if (community !== null) byCommunity.set(community.id, finding);
    for (const other of finding.others) others[other.side].add(other.id);
  }
  let last: string | null = null;
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
      discrepancies: first ? (byOfficial.get(match.official)?.discrepancies ?? []) : [],
    };
  }
  for (const id of result.unmatchedOfficial) {
    const finding = byOfficial.get(id);
    if (finding !== undefined || others.official.has(id)) yield alone(id, null, finding);
  }
  for (const id of result.unmatchedCommunity) {
    const finding = byCommunity.get(id);
    if (finding !== undefined || others.community.has(id)) yield alone(null, id, finding);
  }
}
