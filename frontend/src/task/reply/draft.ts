import type { AnswerBody } from '../../../../backend/http/contract/answer.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';

type Fix = Extract<AnswerBody, { say: 'fix' }>['fix'];
export type Position = NonNullable<Fix['position']>;
export type From = Position['origin'];
export type TagChoice = NonNullable<Fix['tags']>[number];

/** What has been said so far about one task; `compose` makes one answer of it. */
export type Draft = Readonly<{
  position?: Position;
  /** OpenStreetMap has it right, and the agency does not: its place, or its class with the tags that say so. */
  communityRight?: Readonly<{ position?: true; class?: readonly TagChoice[] }>;
  same?: boolean;
  keep?: string;
  /** What may be one place twice are two places. */
  apart?: true;
  /** Something that was asked is right as it is, on both sides. */
  fine?: true;
  lifecycle?: NonNullable<Fix['lifecycle']>;
  /** By key: what OpenStreetMap should say of this place. */
  tags: Readonly<Record<string, TagChoice>>;
  /** Identifiers that another place bears wrongly and loses; this place may well get them. */
  takenAway: readonly TagChoice[];
}>;

export const EMPTY: Draft = { tags: {}, takenAway: [] };

/** Takes the official value of a key, or leaves it again. */
export function toggle(draft: Draft, choice: TagChoice): Draft {
  const { [choice.key]: taken, ...others } = draft.tags;
  return { ...draft, tags: taken ? others : { ...others, [choice.key]: choice } };
}

/** Sets what a key should say; null says nothing of it. */
export function withTag(draft: Draft, key: string, choice: TagChoice | null): Draft {
  const { [key]: _, ...others } = draft.tags;
  return { ...draft, tags: choice ? { ...draft.tags, [key]: choice } : others };
}

/** Null while nothing has been said that makes an answer. */
export function compose(
  draft: Draft,
  task: Pick<TaskView, 'community'>,
  comment?: string,
): AnswerBody | null {
  const own = Object.values(draft.tags);
  const said = comment?.trim() ? { comment: comment.trim() } : {};
  const { takenAway, keep, lifecycle } = draft;
  const theirPosition = draft.communityRight?.position && task.community;
  const same = draft.same ?? (draft.apart && !keep ? false : undefined);
  const changesMap =
    own.length > 0 || takenAway.length > 0 || draft.position || draft.same !== undefined || keep || lifecycle;
  if (changesMap) {
    const position: Position | undefined =
      draft.position ?? (theirPosition ? { at: theirPosition.at, origin: { from: 'community' } } : undefined);
    // Beside something that changes, a class that is right as it is, is said by the tags that stay.
    const staying = (draft.communityRight?.class ?? []).filter(({ key }) => !draft.tags[key]);
    return {
      say: 'fix',
      fix: {
        tags: [...own, ...staying, ...takenAway],
        ...(position ? { position } : {}),
        ...(same === undefined ? {} : { same }),
        ...(keep ? { keep } : {}),
        ...(lifecycle ? { lifecycle } : {}),
      },
      ...said,
    };
  }
  if (draft.communityRight) {
    return {
      say: 'official-wrong',
      ...(theirPosition ? { correction: { at: theirPosition.at } } : {}),
      ...said,
    };
  }
  return draft.apart || draft.fine ? { say: 'not-an-issue', ...said } : null;
}
