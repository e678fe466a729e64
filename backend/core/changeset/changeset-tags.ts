import type { ChangesetPolicy } from '../challenge/challenge.ts';
import { LONGEST_TEXT } from '../change/check-edit.ts';
import type { Tags } from '../feature.ts';
import type { Permit } from '../licence/gate.ts';
import type { EditKind } from './edit-kind.ts';

/** Names the page of a changeset with its tasks. */
export const PAGE_TAG = 'jalon:tasks';

export type AboutChangeset = Readonly<{
  kind: EditKind;
  policy: ChangesetPolicy;
  permit: Permit;
  /** of Jalon */
  version: string;
  /** Page of the changeset with its tasks; null where this installation has no public address. */
  page: string | null;
  challenge: string;
}>;

const WORDS: Readonly<Record<EditKind, string>> = {
  add: 'places added',
  move: 'places moved to where they are',
  tags: 'tags corrected',
  merge: 'duplicate places merged',
};

/** At most as long as the API takes; what is cut ends with an ellipsis. */
export const fitting = (text: string): string => {
  const characters = [...text];
  return characters.length <= LONGEST_TEXT ? text : `${characters.slice(0, LONGEST_TEXT - 1).join('')}…`;
};

/**
 * Tags of a changeset: what and why, by which program, from which source under which leave, and where it was discussed
 * (https://wiki.openstreetmap.org/wiki/Changeset#Tags_on_changesets, https://wiki.openstreetmap.org/wiki/Import/Guidelines).
 */
export function changesetTags({ kind, policy, permit, version, page, challenge }: AboutChangeset): Tags {
  // Not how many: some may be left out at the last moment.
  const whole = `${policy.comment}: ${WORDS[kind]}`;
  const links = permit.statements.flatMap(({ url }) => (url ? [url] : []));
  const tags: Record<string, string> = {
    // What the challenge says comes whole before what is done does.
    comment: [...whole].length <= LONGEST_TEXT ? whole : policy.comment,
    created_by: `Jalon ${version}`,
    source: [policy.source, ...permit.attributions.filter(one => one !== policy.source)].join('; '),
    'jalon:challenge': challenge,
  };
  if (policy.hashtags.length > 0) tags['hashtags'] = policy.hashtags.join(';');
  if (page) tags[PAGE_TAG] = page;
  if (policy.documentation) tags['description:url'] = policy.documentation;
  if (policy.discussion) tags['discussion:url'] = policy.discussion;
  if (links.length > 0) tags['source:permission'] = links.join('; ');
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, fitting(value)]));
}

/** What a challenge still lacks before anything of it may go to the production map, as the names of its fields. */
export const lackingForProduction = ({
  documentation,
  discussion,
  account,
  capPerDay,
}: ChangesetPolicy): string[] =>
  Object.entries({ documentation, discussion, account, capPerDay }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
