import { commandWords } from '../../core/command-words.ts';
import { compareText } from '../../core/compare-text.ts';
import type { CompareRules } from '../../core/discrepancy/compare.ts';
import { KINDS } from '../../core/discrepancy/discrepancy.ts';
import { metresWords } from '../../core/match/evidence-words.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import { spaced, warningWords } from '../warning-words.ts';
import type { Compared } from './compare-files.ts';

const line = (label: string, words: string): string => `  ${label.padEnd(13)}${words}`;

const counted = (values: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => compareText(a, b))
    .map(([value, n]) => `${n} ${spaced(value)}`)
    .join(', ');
};

const sideWords = (snapshot: Snapshot): readonly string[] => {
  const { side, rows, features, rejected, warnings, format, dataTime } = snapshot;
  const age = dataTime === null ? '' : `, as of ${dataTime}`;
  const examples = rejected
    .slice(0, 3)
    .map(
      ({ row, id, reason, found }) =>
        `row ${row}${id ? ` (${id})` : ''} ${spaced(reason)}${found ? ` "${found}"` : ''}`,
    );
  return [
    line(side, `${rows} rows read, ${features.length} places; ${format}${age}`),
    line(
      '',
      rejected.length === 0
        ? 'no row rejected'
        : `${rejected.length} rows rejected: ${counted(rejected.map(r => r.reason))}`,
    ),
    ...(examples.length === 0 ? [] : [line('', `such as ${examples.join('; ')}`)]),
    ...warnings.map(warning => line('', `note: ${warningWords(warning)}`)),
  ];
};

/** metres; upper ends of the histogram's bars */
const BARS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000, Number.POSITIVE_INFINITY];
/** characters of the longest bar */
const WIDTH = 40;

/** How far apart the pairs lie, as text: one bar for each range of metres. */
export const histogram = (distances: readonly number[]): readonly string[] => {
  if (distances.length === 0) return [];
  const counts = BARS.map((to, i) => distances.filter(d => d < to && d >= (BARS[i - 1] ?? 0)).length);
  const last = counts.findLastIndex(n => n > 0);
  const most = Math.max(...counts);
  return counts.slice(0, last + 1).map((n, i) => {
    const [from, to] = [BARS[i - 1] ?? 0, BARS[i]!];
    const range = Number.isFinite(to) ? `${from} to ${to} m` : `over ${from} m`;
    return `  ${range.padStart(15)}  ${String(n).padStart(7)} ${'█'.repeat(Math.ceil((n / most) * WIDTH))}`.trimEnd();
  });
};

/** How far apart two features may lie, and from when on that is wrong. */
const ruleWords = ({ match, rules }: CompareRules): string => {
  const moved = rules.find(rule => rule.kind === 'moved');
  return `radius ${metresWords(match.radius)}${moved ? `; moved beyond ${metresWords(moved.tolerance)}` : ''}`;
};

/** What a comparison found, for people. `seconds`: how long it took. */
export const matchWords = ({ official, community, rules, comparison }: Compared, seconds: number): string => {
  const { compared, verdicts, alone, kinds, result } = comparison;
  const box = compared.box.map(degrees => degrees.toFixed(4)).join(',');
  const nothing = compared.official + compared.community === 0;
  const found = KINDS.filter(kind => (kinds[kind] ?? 0) > 0);
  return [
    'Read',
    ...sideWords(official),
    ...sideWords(community),
    'Compared',
    line('area', nothing ? 'none: the two files share no area' : `${box} (west, south, east, north)`),
    line('rules', ruleWords(rules)),
    line('official', `${compared.official} places compared, ${compared.cutOfficial} left out`),
    line('community', `${compared.community} places compared, ${compared.cutCommunity} left out`),
    ...comparison.warnings.map(warning => line('', `note: ${warningWords(warning)}`)),
    'Pairs and places without one',
    line('match', String(verdicts.match)),
    line('possible', String(verdicts.possible)),
    line('none', `${verdicts.none}: ${alone.official} official, ${alone.community} community`),
    'Discrepancies',
    ...(found.length === 0
      ? [line('', 'none')]
      : found.map(kind => `  ${spaced(kind).padEnd(22)}${kinds[kind]}`)),
    'Metres between the two features of a pair',
    ...(result.matches.length === 0
      ? [line('', 'no pairs')]
      : histogram(result.matches.map(m => m.distance))),
    `Why a place was paired, or was not: ${commandWords('explain --id ID')} and the same files`,
    `Done in ${seconds.toFixed(1)} s`,
  ].join('\n');
};
