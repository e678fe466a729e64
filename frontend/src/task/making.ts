import type { AnswerRequest } from '../../../backend/http/contract/answer.ts';
import type { Sentence } from '../messages/key.ts';
import { type Draft, EMPTY } from './draft.ts';

/** An answer as it is sent. */
export type Said = AnswerRequest['answer'];

/** Everything that somebody has done towards an answer, from which they can go on. */
export type Making = Readonly<{
  draft: Draft;
  /** Parts that are decided, and what was said of them. */
  index: number;
  said: readonly Sentence[];
  comment: string;
  /** The pole that is being placed. */
  pole: readonly [lon: number, lat: number] | null;
  /** An answer that waits for the terms. */
  unsigned: Said | null;
}>;

export const NOTHING: Making = { draft: EMPTY, index: 0, said: [], comment: '', pole: null, unsigned: null };

/** What is left of it when the facts are others: words stay, choices were about what is no more. */
export const wordsOf = ({ comment }: Making): Making => ({ ...NOTHING, comment });
