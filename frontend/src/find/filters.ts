import { LANGUAGES, type Language } from '../../../backend/core/challenge/localised.ts';
import { KINDS, type Kind } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';
import type { Box } from '../map/place.ts';

type Topic = NonNullable<ChallengeView['topic']>;
type Difficulty = NonNullable<ChallengeView['difficulty']>;

/** What somebody looks for among the challenges. Null and empty: anything. */
export type Filters = Readonly<{
  text: string;
  topic: Topic | null;
  difficulty: Difficulty | null;
  kind: Kind | null;
  language: Language | null;
  saved: boolean;
  /** Only those with something left in this part of the map. */
  box: Box | null;
}>;

export const NO_FILTERS: Filters = {
  text: '',
  topic: null,
  difficulty: null,
  kind: null,
  language: null,
  saved: false,
  box: null,
};
/** As they come in the page's choices; the schema of a challenge has no others. */
export const TOPICS: readonly Topic[] = [
  'emergency',
  'health',
  'transport',
  'education',
  'leisure',
  'services',
];
export const DIFFICULTIES: readonly Difficulty[] = ['easy', 'medium', 'hard'];

/** From the address: what it does not know is left out. */
export function readFilters(search: string): Filters {
  const said = new URLSearchParams(search);
  const oneOf = <T extends string>(all: readonly T[], name: string): T | null =>
    all.find(one => one === said.get(name)) ?? null;
  const box = (said.get('box') ?? '')
    .split(',')
    .map(part => (part.trim() === '' ? Number.NaN : Number(part)));
  return {
    text: said.get('q') ?? '',
    topic: oneOf(TOPICS, 'topic'),
    difficulty: oneOf(DIFFICULTIES, 'difficulty'),
    kind: oneOf(KINDS, 'kind'),
    language: oneOf(LANGUAGES, 'language'),
    saved: said.get('saved') === '1',
    box: box.length === 4 && isBox(box) ? (box as unknown as Box) : null,
  };
}

const isBox = ([west, south, east, north]: readonly number[]): boolean =>
  [west, east].every(lon => Math.abs(lon!) <= 180) &&
  [south, north].every(lat => Math.abs(lat!) <= 90) &&
  south! < north!;

/** Behind the address of a task: what of it all is wanted. */
export const writeKind = (kind: Kind | null): string => writeFilters({ ...NO_FILTERS, kind });

/** What stands behind the `?` of a link to them; empty for none. */
export function writeFilters({ text, saved, box, ...choices }: Filters): string {
  const said = new URLSearchParams();
  if (text.trim() !== '') said.set('q', text);
  for (const [name, value] of Object.entries(choices)) if (value !== null) said.set(name, value);
  if (saved) said.set('saved', '1');
  if (box) said.set('box', box.join());
  const query = said.toString().replaceAll('%2C', ',');
  return query && `?${query}`;
}

/** How many of them say something. */
export const countFilters = ({ text, topic, difficulty, kind, language, saved, box }: Filters): number =>
  [text.trim(), topic, difficulty, kind, language, saved, box].filter(Boolean).length;

/**
 * Whether a challenge is looked for. Words are found in its texts in all languages, accents and case aside.
 * @param left how many tasks it has where the map looks; null: not known yet
 */
export function isWanted(challenge: ChallengeView, filters: Filters, left: number | null): boolean {
  const { text, topic, difficulty, kind, language, saved, box } = filters;
  const texts = [challenge.title, challenge.noun, challenge.description];
  const words = plain(text).split(/\s+/).filter(Boolean);
  const said = words.length > 0 ? plain(texts.flatMap(one => Object.values(one)).join(' ')) : '';
  return (
    words.every(word => said.includes(word)) &&
    (topic === null || challenge.topic === topic) &&
    (difficulty === null || challenge.difficulty === difficulty) &&
    (kind === null || (challenge.kinds[kind] ?? 0) > 0) &&
    (language === null || [...texts, challenge.instructions].every(one => language in one)) &&
    (!saved || challenge.saved) &&
    (box === null || left === null || left > 0)
  );
}

/** Without accents and case; letters that are two in other spellings are. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae');
