import { z } from 'zod';
import { COMMENT } from '../../core/talk/comment.ts';
import { kind, outcome, taskState } from './shapes.ts';

/** By the name of their account, or as one of those who answered (A, B, …). Neither: a guest, or somebody who has left. */
export const speaker = z.object({
  name: z.string().nullable(),
  letter: z.string().nullable(),
  self: z.boolean(),
});
export type Speaker = z.infer<typeof speaker>;

/** Plain text, in pieces: words as they are, and whom they mention between them. */
export const spokenText = z.array(z.union([z.string(), speaker]));
export type SpokenText = z.infer<typeof spokenText>;

export const comment = z.object({
  id: z.string(),
  /** Said with an answer, in deciding it as a reviewer, or since. */
  with: z.enum(['answer', 'decision', 'nothing']),
  by: speaker,
  text: spokenText,
  at: z.string(),
  /** The one who asks may take it away. */
  mayRemove: z.boolean(),
});
export type CommentView = z.infer<typeof comment>;

/**
 * `open`: the one who asks took part in the task or reviews it, and it asks nobody any more; else there are no comments to
 * be seen here, nor written. The oldest first.
 */
export const commentList = z.object({ open: z.boolean(), comments: z.array(comment) });
export type CommentList = z.infer<typeof commentList>;

/** `<@MENTIONED>` in the text mentions whom `mentionable` of the task offers; another one is left out. */
export const commentRequest = z.object({
  requestId: z.string().min(8).max(64),
  text: z.string().max(COMMENT.characters),
});

/** Whom the one who asks may mention on this task, by name, then by letter. */
export const mentionableList = z.array(
  z.object({
    mentioned: z.string(),
    name: z.string().nullable(),
    letter: z.string().nullable(),
    /** Why they may be: in one's team, of the challenge's organisation, wrote about the task, answered it. */
    as: z.enum(['team', 'organisation', 'comment', 'answer']),
  }),
);
export type MentionableView = z.infer<typeof mentionableList>[number];

const mention = z.object({
  id: z.number(),
  by: speaker,
  text: spokenText,
  at: z.string(),
  read: z.boolean(),
  task: z.object({
    id: z.string(),
    challenge: z.string(),
    name: z.string().nullable(),
    kinds: z.array(kind),
    state: taskState,
    outcome: outcome.nullable(),
  }),
});
export type MentionView = z.infer<typeof mention>;
/** The newest first. `next`: `before` of the next page; null: this is the last. */
export const mentionPage = z.object({ mentions: z.array(mention), next: z.number().nullable() });
export type MentionPage = z.infer<typeof mentionPage>;
export const markRequest = z.object({ read: z.boolean() });
