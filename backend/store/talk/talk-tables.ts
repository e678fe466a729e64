import type { Generated } from 'kysely';
import type { Time, TimeMade } from '../column-types.ts';

export type TalkTables = {
  /** Said about a task that is asked no more; what was said with an answer is the answer's own. */
  comments: {
    id: string;
    task_id: string;
    person_id: string;
    /** Chosen by the browser: the same comment sent twice is one. */
    request_id: string;
    /** Plain, cleaned; whom it mentions as ids. */
    text: string;
    at: TimeMade;
  };
  /** Whom an answer's comment or another one mentions. */
  mentions: {
    id: Generated<number>;
    task_id: string;
    answer_id: string | null;
    comment_id: string | null;
    /** Who is mentioned. */
    person_id: string;
    read_at: Time | null;
  };
};
