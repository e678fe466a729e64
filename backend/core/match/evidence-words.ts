import { cleanName } from '../name.ts';
import type { Evidence } from './match.ts';

/** Characters of a value that are shown: a line of evidence stays a line. */
const LONGEST = 80;

/** A value of a source as one line in quotes, without what would change how a terminal reads. */
export const quoted = (value: string | undefined): string => {
  const text = cleanName(value ?? '') ?? '';
  return `"${text.length > LONGEST ? `${[...text].slice(0, LONGEST - 1).join('')}…` : text}"`;
};

/** Both values, once where they are written alike. */
const values = ({ official, community }: Evidence): string =>
  official === community || !community || !official
    ? quoted(official || community)
    : `${quoted(official)} and ${quoted(community)}`;

/** 8 m, 310 m, 1.3 km, 42 km. */
export const metresWords = (metres: number): string =>
  metres < 999.5
    ? `${Math.round(metres)} m`
    : `${(metres / 1000).toLocaleString('en', { maximumFractionDigits: metres < 9950 ? 1 : 0 })} km`;

/** How much two values agree, from the least measure to the most. */
const LEVELS: Readonly<
  Record<
    Exclude<Evidence['kind'], 'distance' | 'name' | 'identifier' | 'tag' | 'doubt' | 'settled'>,
    readonly (readonly [number, string])[]
  >
> = {
  phone: [
    [0, 'other phone'],
    [1, 'same phone'],
  ],
  website: [
    [0, 'other website'],
    [0.5, 'another page of one website'],
    [1, 'same website'],
  ],
  address: [
    [0, 'other address'],
    [0.3, 'another number in the same street'],
    [0.5, 'same postcode'],
    [0.7, 'same street'],
    [1, 'same address'],
  ],
  class: [
    [0, 'other class'],
    [1, 'same class'],
  ],
};

/** One reason in words, without its weight: `same phone "02 123 45 67"`, `310 m apart`. */
export const evidenceWords = (evidence: Evidence): string => {
  const { kind, measure, key } = evidence;
  switch (kind) {
    case 'distance':
      return `${metresWords(measure)} apart${key === 'shift' ? ', the shift of the whole list left out' : ''}`;
    case 'name':
      if (evidence.official === undefined || evidence.community === undefined) return 'one has no name';
      return measure >= 1 && evidence.official === evidence.community
        ? `same name ${values(evidence)}`
        : `names ${measure.toFixed(2)}: ${values(evidence)}`;
    case 'settled':
      return measure === 1 ? 'people said that they are one place' : 'people said that they are two places';
    case 'doubt':
      return 'a name is missing, where nearly all others have one';
    case 'tag':
      return `${measure === 1 ? 'same' : measure > 0 ? 'nearly the same' : 'other'} ${quoted(key).slice(1, -1)} ${values(evidence)}`;
    case 'identifier':
      return `${measure === 1 ? 'same' : 'other'} ${key ?? 'identifier'} ${values(evidence)}`;
    default: {
      const words = LEVELS[kind].findLast(([least]) => measure >= least)?.[1] ?? kind;
      return `${words} ${values(evidence)}`;
    }
  }
};

/** `+9.1`, `−3.2`: bits. */
export const weightWords = (bits: number): string => {
  const text = Math.abs(bits).toFixed(1);
  return `${bits < 0 && text !== '0.0' ? '−' : '+'}${text}`;
};
