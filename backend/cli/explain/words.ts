import type { Discrepancy } from '../../core/discrepancy/discrepancy.ts';
import { evidenceWords, metresWords, quoted, weightWords } from '../../core/match/evidence-words.ts';
import { VERDICTS } from '../../core/match/match-options.ts';
import { spaced } from '../warning-words.ts';
import type { Explanation, Weighed } from './explanation.ts';

const named = (id: string, name: string | null): string => (name === null ? id : `${id} "${name}"`);

/** Nothing that is weighed is wholly certain. */
const sayProbability = (probability: number): string =>
  probability > 0.9999
    ? 'over 0.9999'
    : probability < 0.0001
      ? 'below 0.0001'
      : String(Math.round(probability * 1e4) / 1e4);

/** Bits that are shown as nothing. */
const SLIGHT = 0.05;

/** Words and weights in two columns. */
const columns = (lines: readonly (readonly [words: string, bits: number])[]): readonly string[] => {
  const width = Math.max(...lines.map(([words]) => words.length));
  return lines.map(([words, bits]) => `    ${words.padEnd(width)}  ${weightWords(bits).padStart(6)}`);
};

const outcomeWords = ({ outcome, probability, takenBy }: Weighed): string => {
  const taken = takenBy
    ? `${named(takenBy.id, takenBy.name)}, probability ${sayProbability(takenBy.probability)}`
    : null;
  switch (outcome) {
    case 'match':
      return `match: probable enough (${VERDICTS.match} or more)`;
    case 'possible':
      return `possible only: a person must decide (${VERDICTS.possible} to ${VERDICTS.match})`;
    case 'taken-by-better':
      return `refused, taken by a better one: ${taken ?? 'a double of the same place'}`;
    case 'settled':
      return 'refused: people said that they are two places';
    case 'another-name':
      return 'refused, another place: it shares an identifier, but lies further away than the radius under another name';
    case 'improbable':
      return probability >= VERDICTS.possible && !taken
        ? 'refused: people are asked about more probable ones first'
        : `refused, improbable (below ${VERDICTS.possible})${taken ? `; it belongs to ${taken}` : ''}`;
  }
};

const weighedWords = (weighed: Weighed, otherSide: string): readonly string[] => {
  const { evidence, balance, outcome, probability } = weighed;
  const isPair = outcome === 'match' || outcome === 'possible';
  const rivals = balance.rivals < 0 ? 'rivals for the same places' : 'a double of one of the two';
  const sum = evidence.reduce((bits, { weight }) => bits + weight, balance.prior + balance.rivals);
  return [
    `  ${isPair ? 'pair' : 'best candidate'}: ${otherSide} ${named(weighed.other, weighed.name)}`,
    ...columns([
      ...[...evidence]
        .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
        .map(one => [evidenceWords(one), one.weight] as const),
      ['what is known before any evidence', balance.prior],
      ...(Math.abs(balance.rivals) < SLIGHT ? [] : ([[rivals, balance.rivals]] as const)),
      ...(outcome === 'another-name' ? [] : ([['sum, in bits', sum]] as const)),
    ]),
    `    probability ${sayProbability(probability)}; ${outcomeWords(weighed)}`,
  ];
};

const discrepancyWords = (found: Discrepancy): string => {
  switch (found.kind) {
    case 'moved':
      return `moved: ${metresWords(found.metres)} apart, ${metresWords(found.tolerance)} are tolerated`;
    case 'misclassified':
      return `misclassified: ${found.official} officially, ${found.community} on the map`;
    case 'tags-differ':
      return `tags differ: ${found.differences.map(({ key }) => key).join(', ')}`;
    case 'duplicate':
      return `duplicate: ${found.others.join(', ')}, up to ${metresWords(found.metres)} away`;
    case 'identifier-conflict':
      return `identifier conflict: ${found.other} bears ${found.key} ${quoted(found.value)} too, ${metresWords(found.metres)} away`;
    default:
      return spaced(found.kind);
  }
};

/** Places of the other side that are named, of those that it was looked at for in vain. */
const TOLD = 5;

/** What an explanation says, for people. */
export const explanationWords = (explanation: Explanation): string => {
  const { side, id, name, at, verdict, weighed, nearest, refusedFor, conflicts, duplicates, discrepancies } =
    explanation;
  const otherSide = side === 'official' ? 'community' : 'official';
  const nearWords = nearest
    ? `the nearest is ${named(nearest.id, nearest.name)}, ${metresWords(nearest.distance)} away`
    : `the ${otherSide} file has no place`;
  const alone =
    verdict === 'not-compared'
      ? '  not compared: it lies outside what both files cover, and nothing there pairs with it'
      : `  no candidate: nothing of the ${otherSide} file is near enough and like enough to be told; ${nearWords}`;
  return [
    `${side} ${named(id, name)} at ${at.map(degrees => degrees.toFixed(5)).join(', ')}: ${spaced(verdict)}`,
    ...(weighed.length === 0 ? [alone] : weighed.flatMap(one => weighedWords(one, otherSide))),
    ...refusedFor
      .slice(0, TOLD)
      .map(
        one =>
          `  also looked at for ${otherSide} ${named(one.id, one.name)}: refused, ${spaced(one.because)}, probability ${sayProbability(one.probability)}`,
      ),
    ...(refusedFor.length > TOLD ? [`  and for ${refusedFor.length - TOLD} more, which --json lists`] : []),
    ...conflicts.map(
      conflict =>
        `  identifier conflict: ${otherSide} ${conflict[otherSide]} bears the same ${conflict.key} ${quoted(conflict.value)}, ${metresWords(conflict.distance)} away, and is not the same place`,
    ),
    ...(duplicates.length === 0 ? [] : [`  described twice: ${duplicates.join(', ')}`]),
    ...discrepancies
      .filter(({ kind }) => kind !== 'identifier-conflict')
      .map(found => `  says: ${discrepancyWords(found)}`),
  ].join('\n');
};
