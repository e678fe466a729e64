import { mustCover, type Permit } from '../licence/gate.ts';
import type { WikidataStatement } from './wikidata.ts';

/** Where a statement can be checked: a page, and the day on which it said so (`2026-05-01`). */
export type Reference = Readonly<{ url: string; day: string }>;

const written = (value: WikidataStatement['value']): string =>
  typeof value === 'string' ? `"${value}"` : `@${value.lat}/${value.lon}`;

/**
 * QuickStatements V1 (https://www.wikidata.org/wiki/Help:QuickStatements): a statement a line, tab between its parts, each with its
 * reference (S854, S813). Whoever runs them looks first at what the item says already. Same statements, same bytes.
 * @throws Error where the permit does not cover a value
 */
export function toQuickStatements(
  statements: readonly WikidataStatement[],
  permit: Permit,
  referenceOf: (task: string) => Reference,
): string {
  mustCover(
    permit,
    ['wikidata'],
    statements.map(({ leaving }) => leaving),
  );
  return statements
    .map(({ item, property, value, task }) => {
      const { url, day } = referenceOf(task);
      return `${[item, property, written(value), 'S854', `"${url}"`, 'S813', `+${day}T00:00:00Z/11`].join('\t')}\n`;
    })
    .join('');
}
