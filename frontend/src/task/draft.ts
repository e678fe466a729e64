import type { AnswerBody, TaskView } from '../../../backend/http/contract.ts';

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
  lifecycle?: NonNullable<Fix['lifecycle']>;
  /** By key: what OpenStreetMap should say. */
  tags: Readonly<Record<string, TagChoice>>;
}>;

export const EMPTY: Draft = { tags: {} };

/** Takes the official value of a key, or leaves it again. */
export function toggle(draft: Draft, choice: TagChoice): Draft {
  const { [choice.key]: taken, ...others } = draft.tags;
  return { ...draft, tags: taken ? others : { ...others, [choice.key]: choice } };
}

/** Null while nothing has been said that makes an answer. */
export function compose(
  draft: Draft,
  task: Pick<TaskView, 'community'>,
  comment?: string,
): AnswerBody | null {
  const own = Object.values(draft.tags);
  const said = comment?.trim() ? { comment: comment.trim() } : {};
  const changesMap =
    own.length > 0 || draft.position || draft.same !== undefined || draft.keep || draft.lifecycle;
  const theirPosition = draft.communityRight?.position && task.community;
  if (changesMap) {
    const position: Position | undefined =
      draft.position ?? (theirPosition ? { at: theirPosition.at, origin: { from: 'community' } } : undefined);
    // Beside something that changes, a class that is right as it is, is said by the tags that stay.
    const staying = (draft.communityRight?.class ?? []).filter(({ key }) => !draft.tags[key]);
    return {
      say: 'fix',
      fix: {
        tags: [...own, ...staying],
        ...(position ? { position } : {}),
        ...(draft.same === undefined ? {} : { same: draft.same }),
        ...(draft.keep ? { keep: draft.keep } : {}),
        ...(draft.lifecycle ? { lifecycle: draft.lifecycle } : {}),
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
  return null;
}
