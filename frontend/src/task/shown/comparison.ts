import { sameValue } from '../../../../backend/core/tags.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { type Actor, actorsOf } from './actors.ts';

/** Null: the key is taken away. */
type Tags = Readonly<Record<string, string | null>>;
export type Row = Readonly<{
  key: string;
  /** One for each column; null where that feature has no value. */
  values: readonly (string | null)[];
  differs: boolean;
}>;
export type Comparison = Readonly<{ columns: readonly Actor[]; rows: readonly Row[] }>;

/** More do not fit beside each other. */
const COLUMNS = 3;

/** Keys in the order in which people read a place; others follow by name. */
const FIRST = [
  'name',
  'ref',
  'icao',
  'iata',
  'operator',
  'phone',
  'contact:phone',
  'website',
  'contact:website',
  'addr:street',
  'addr:housenumber',
  'addr:postcode',
  'addr:city',
];
/** For sorting keys. */
export const byRank = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);
const rank = (key: string) => (FIRST.indexOf(key) + FIRST.length + 1) % (FIRST.length + 1);

/**
 * The tags of a task's features side by side. What differs is what the rules say differs; where they were not asked, values
 * that are there and do not mean the same: a phone number may be written in several ways. `classTags`: by class the tags that say it. Where
 * classes are asked about, the agency says its own in other words than tags: it is shown as those it stands for.
 */
export function comparison(
  task: Pick<TaskView, 'official' | 'community' | 'others' | 'discrepancies' | 'kinds'>,
  classTags: (id: string) => Tags | null = () => null,
  classKeys: ReadonlySet<string> = new Set(),
): Comparison {
  const columns = actorsOf(task).slice(0, COLUMNS);
  const named = new Set(
    task.discrepancies.flatMap(found => {
      if (found.kind === 'tags-differ') return found.differences.map(({ key }) => key);
      if (found.kind === 'identifier-conflict') return [found.key];
      return found.kind === 'misclassified' ? [...classKeys] : [];
    }),
  );
  const asked = task.discrepancies.find(found => found.kind === 'misclassified');
  const meant = asked ? (classTags(asked.official) ?? {}) : {};
  const tags = columns.map(({ side, feature }) =>
    side === 'official' ? { ...meant, ...feature.tags } : feature.tags,
  );
  const keys = new Set(tags.flatMap(one => Object.keys(one)));
  const rows = [...keys].sort(byRank).map(key => {
    const values = tags.map(one => one[key] ?? null);
    const [first = '', ...others] = values.filter(value => value !== null);
    const unequal = others.some(other => !sameValue(key, first, other));
    return { key, values, differs: named.has(key) || unequal || columns.length === 1 };
  });
  return { columns, rows };
}
