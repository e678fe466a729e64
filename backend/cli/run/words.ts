import { commandWords } from '../../core/command-words.ts';
import { KINDS } from '../../core/discrepancy/discrepancy.ts';
import type { RunRow } from '../../store/runs/runs.ts';
import type { RunSummary, SideSummary } from '../../store/tables.ts';
import { spaced, warningWords } from '../warning-words.ts';

/** What a run found, for people. */
export function runWords(title: string, { state, error, summary, challenge_id }: RunRow): string {
  if (state === 'failed') return error ?? 'the run failed';
  if (state === 'held')
    return `${title}: held, nothing was changed: ${error}\nLook at the source; to go on with it: ${commandWords(`run ${challenge_id} --accept`)}`;
  const lines = [
    title,
    ...(['official', 'community'] as const).flatMap(side => sideWords(side, summary[side])),
    ...comparedWords(summary),
    summary.unchanged
      ? line('tasks', 'the sources have not changed since the last run: nothing to do')
      : tasksWords(summary),
  ];
  return lines.join('\n');
}

const line = (label: string, words: string): string => `  ${label.padEnd(14)}${words}`;
const listed = (counts: Readonly<Record<string, number>>, order = Object.keys(counts).sort()): string =>
  order
    .filter(key => (counts[key] ?? 0) > 0)
    .map(key => `${counts[key]} ${spaced(key)}`)
    .join(', ');

function sideWords(side: string, said: SideSummary | undefined): string[] {
  if (!said) return [];
  const rejected = listed(said.rejected);
  return [
    line(side, `${said.rows} rows, ${said.features} places, ${said.format}`),
    line('', rejected ? `rejected: ${rejected}` : 'no row rejected'),
    ...(side === 'community' && said.rows === 0
      ? [
          line(
            '',
            'note: nothing in it passes the filter; is it the right file? --filter names another filter',
          ),
        ]
      : []),
    ...said.warnings.map(warning => line('', `note: ${warningWords(warning)}`)),
  ];
}

function comparedWords({ compared, verdicts, kinds }: RunSummary): string[] {
  if (!compared || !verdicts) return [];
  const [west, south, east, north] = compared.box.map(degrees => degrees.toFixed(3));
  const cut = compared.cutOfficial + compared.cutCommunity;
  return [
    line('compared', `${compared.official} official and ${compared.community} community places`),
    line(
      '',
      compared.official + compared.community === 0
        ? 'the two sources share no area'
        : `from ${south}, ${west} to ${north}, ${east} (latitude, longitude)`,
    ),
    ...(cut > 0
      ? [line('', `left out: ${compared.cutOfficial} official, ${compared.cutCommunity} community`)]
      : []),
    line(
      'pairs',
      `${verdicts.match} match, ${verdicts.possible} possible; ${verdicts.none} places have no partner`,
    ),
    line('differences', listed(kinds ?? {}, [...KINDS]) || 'none'),
  ];
}

function tasksWords({ tasks }: RunSummary): string {
  return line(
    'tasks',
    (tasks && listed(tasks, ['opened', 'reopened', 'changed', 'kept', 'closed', 'untouched'])) || 'none',
  );
}
