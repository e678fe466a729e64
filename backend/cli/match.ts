import { compare } from '../core/discrepancy/compare.ts';
import { readCommunity } from '../sources/community/read-community.ts';
import { readOfficial } from '../sources/official/read-official.ts';
import { areaOf } from './match/area.ts';
import { MATCH_USAGE, parseMatch } from './match/arguments.ts';
import { readingOf, rulesOf } from './match/by-challenge.ts';
import { matchLines } from './match/lines.ts';
import { rulesFor } from './match/rules.ts';
import { matchWords } from './match/words.ts';
import { progressOn } from './progress.ts';
import { checkWritable, writeWhole } from './write-whole.ts';

function* jsonLines(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** `jalon match`: two files in, JSON lines out, a summary for people on stderr. Exit code 0; faults are thrown. */
export const match = async (args: readonly string[]): Promise<number> => {
  const told = parseMatch(args);
  if (told === null) {
    process.stdout.write(`${MATCH_USAGE}\n`);
    return 0;
  }
  const started = performance.now();
  const area = told.area === undefined ? undefined : await areaOf(told.area);
  checkWritable(told.out);
  const progress = progressOn(process.stderr);
  try {
    const { reading, filter } = readingOf(told);
    const official = await readOfficial(told.official, reading, progress.step('Reading official file'));
    const community = await readCommunity(
      told.community,
      { id: told.communityId, map: { ...told.reading.map, ...told.communityMap }, filter },
      progress.step('Reading community file'),
    );
    const rules = rulesOf(told) ?? rulesFor(official.features, community.features, told.radius);
    const comparison = compare(rules, official, community, area, progress.step('Comparing'));
    await writeWhole(told.out, jsonLines(matchLines(comparison)));
    progress.end();
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`${matchWords(official, community, comparison, seconds)}\n`);
    return 0;
  } catch (error) {
    progress.end();
    throw error;
  }
};
