import type { AnswerBody } from '../../../../backend/http/contract/answer.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { MarkName } from '../../marks/art.ts';
import type { Sentence } from '../../messages/key.ts';
import type { Draft } from '../reply/draft.ts';

export type Discrepancy = TaskView['discrepancies'][number];
export type Kind = Discrepancy['kind'];
export type Found<K extends Kind> = Extract<Discrepancy, { kind: K }>;
export type Difference = Found<'tags-differ'>['differences'][number];

/** One thing a volunteer may say. Its key is its place among what is shown. */
export type Choice = Readonly<{
  id: string;
  mark: MarkName;
  label: Sentence;
  does: /** Decides this part; the next one follows. */
    | Readonly<{ do: 'say'; draft: (draft: Draft) => Draft }>
    /** The pole is placed by hand, and that decides this part. */
    | Readonly<{ do: 'place' }>
    /** Asks once more before this part is decided. */
    | Readonly<{ do: 'ask'; part: Part }>
    /** Nothing else needs to be asked. */
    | Readonly<{ do: 'end'; answer: AnswerBody }>;
}>;

/** One question of a task: what is known, what is asked, what may be said. */
export type Part = Readonly<{
  id: Kind | 'lifecycle';
  statement: Sentence;
  ask: Sentence;
  choices: readonly Choice[];
  /** For `tags-differ`: the values that can be taken, before the choices. */
  rows?: readonly Difference[];
  /** In look-here mode, instead of rows: the keys whose values the volunteer types as they are there. */
  fields?: readonly string[];
}>;

/** Words that the pure part cannot know: the language's and the challenge's. */
export type Words = Readonly<{
  noun: string;
  distance: (metres: number) => string;
  /** Ids of the classes that the challenge tells apart. */
  classes: readonly string[];
  className: (id: string) => string;
  /** Tags of an element of a class; null takes a key away. Undefined where the challenge does not say. */
  classTags: (id: string) => Readonly<Record<string, string | null>> | undefined;
}>;
