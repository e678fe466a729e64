import type { AnswerBody } from '../../../../backend/http/contract/answer.ts';
import type { Sentence } from '../../messages/key.ts';
import { type Draft, EMPTY } from './draft.ts';

/** What stood before a part was decided. */
export type Step = Readonly<{
  draft: Draft;
  /** The pole that is being placed. */
  pole: readonly [lon: number, lat: number] | null;
}>;

/** Everything that somebody has done towards an answer, from which they can go on. */
export type Making = Step &
  Readonly<{
    /** Of the parts that are decided, and what was said of them. */
    steps: readonly Step[];
    said: readonly Sentence[];
    comment: string;
    /** An answer that waits for the terms. */
    unsigned: AnswerBody | null;
  }>;

export const NOTHING: Making = { draft: EMPTY, steps: [], said: [], comment: '', pole: null, unsigned: null };

/** What is left of it when the facts are others: words stay, choices were about what is no more. */
export const wordsOf = ({ comment }: Making): Making => ({ ...NOTHING, comment });
