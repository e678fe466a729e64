import { nearIds } from '../core/near-ids.ts';
import { explainUsage, parseExplain } from './explain/arguments.ts';
import { explanationsOf } from './explain/explanation.ts';
import { explanationWords } from './explain/words.ts';
import { type Compared, compareFiles } from './match/compare-files.ts';
import { progressOn } from './progress.ts';
import { UsageFault } from './usage-fault.ts';
import { spaced, warningWords } from './warning-words.ts';

/** Ids that show what those of a file look like. */
const EXAMPLES = 3;

/** Why an id is not there: its row was rejected, or it was mistyped. */
const notThere = (id: string, { official, community }: Compared): UsageFault => {
  const sides = [official, community];
  const rejected = sides.flatMap(({ side, rejected: rows }) =>
    rows
      .filter(row => row.id === id)
      .map(({ row, reason }) => `row ${row} of the ${side} file was rejected: ${spaced(reason)}`),
  );
  const near = nearIds(
    id,
    sides.flatMap(({ features }) => features.map(feature => feature.id)),
  );
  const begins = sides
    .filter(({ features }) => features.length > 0)
    .map(
      ({ side, features }) =>
        `ids of the ${side} file begin with ${features
          .slice(0, EXAMPLES)
          .map(feature => feature.id)
          .join(', ')}`,
    );
  const hint = [...rejected, ...(near.length > 0 ? [`near it are ${near.join(', ')}`] : begins)];
  return new UsageFault(
    `--id ${id}: neither file has such a feature${hint.length > 0 ? `; ${hint.join('; ')}` : ''}`,
  );
};

/** `jalon explain`: why one feature of two files was paired, or was not. Exit code 0; faults are thrown. */
export const explain = async (args: readonly string[]): Promise<number> => {
  const told = await parseExplain(args);
  if (told === null) {
    process.stdout.write(`${await explainUsage()}\n`);
    return 0;
  }
  const compared = await compareFiles(told, progressOn(process.stderr), true);
  const found = explanationsOf(told.id, compared);
  if (found.length === 0) throw notThere(told.id, compared);
  for (const { side, warnings } of [compared.official, compared.community])
    for (const warning of warnings)
      process.stderr.write(`note: the ${side} file: ${warningWords(warning)}\n`);
  for (const explanation of found) {
    const text = told.json ? JSON.stringify(explanation) : explanationWords(explanation);
    process.stdout.write(`${text}\n`);
  }
  return 0;
};
