import { matchUsage, parseMatch } from './match/arguments.ts';
import { compareFiles } from './match/compare-files.ts';
import { matchLines } from './match/lines.ts';
import { matchWords } from './match/words.ts';
import { progressOn } from './progress.ts';
import { checkWritable, writeWhole } from './write-whole.ts';

function* jsonLines(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** `jalon match`: two files in, JSON lines out, a summary for people on stderr. Exit code 0; faults are thrown. */
export const match = async (args: readonly string[]): Promise<number> => {
  const told = await parseMatch(args);
  if (told === null) {
    process.stdout.write(`${await matchUsage()}\n`);
    return 0;
  }
  const started = performance.now();
  checkWritable(told.out);
  const compared = await compareFiles(told, progressOn(process.stderr));
  await writeWhole(told.out, jsonLines(matchLines(compared.comparison)));
  const seconds = (performance.now() - started) / 1000;
  process.stderr.write(`${matchWords(compared, seconds)}\n`);
  return 0;
};
