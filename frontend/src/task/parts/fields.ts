import type { TaskView } from '../../../../backend/http/contract/task.ts';

/** What a sign at the door tells. Where the map writes one of a pair, its way of writing is kept. */
const ASKED: readonly (readonly string[])[] = [
  ['name'],
  ['ref'],
  ['phone', 'contact:phone'],
  ['website', 'contact:website'],
  ['addr:street'],
  ['addr:housenumber'],
];

/** The keys whose values a volunteer may type as they are there, in the order in which they are read. */
export const fieldsOf = ({ community }: Pick<TaskView, 'community'>): readonly string[] =>
  ASKED.map(([usual = '', other = '']) =>
    community?.tags[other] !== undefined && community.tags[usual] === undefined ? other : usual,
  );
