import { beginComparison, type CompareRules, type Comparison } from '../../core/discrepancy/compare.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import { matchInThreads } from '../../matching/match-in-threads.ts';
import { readCommunity } from '../../sources/community/read-community.ts';
import { readOfficial } from '../../sources/official/read-official.ts';
import type { Progress } from '../progress.ts';
import { areaOf } from './area.ts';
import type { CompareArguments } from './arguments.ts';
import { readingOf, rulesOf } from './by-challenge.ts';
import { rulesFor } from './rules.ts';

export type Compared = Readonly<{
  official: Snapshot;
  community: Snapshot;
  rules: CompareRules;
  comparison: Comparison;
}>;

/**
 * Reads two files and compares them as was told. `refusals`: with why features were refused that stay alone.
 * @throws UsageFault, FileFault
 */
export const compareFiles = async (
  told: CompareArguments,
  progress: Progress,
  refusals = false,
): Promise<Compared> => {
  const area = told.area === undefined ? undefined : await areaOf(told.area);
  try {
    const { reading, filter } = await readingOf(told);
    const official = await readOfficial(told.official, reading, progress.step('Reading official file'));
    const community = await readCommunity(
      told.community,
      { id: told.communityId, map: { ...told.reading.map, ...told.communityMap }, filter },
      progress.step('Reading community file'),
    );
    const rules = rulesOf(told) ?? rulesFor(official.features, community.features, told.radius);
    const begun = beginComparison(rules, official, community, area);
    const result = await matchInThreads(
      begun.official,
      begun.community,
      { ...begun.options, refusals },
      progress.step('Comparing'),
    );
    const comparison = begun.end(result);
    return { official, community, rules, comparison };
  } finally {
    progress.end();
  }
};
