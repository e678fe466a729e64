import { z } from 'zod';
import { answerBody, answerRequest } from './answer.ts';
import { said } from './said.ts';
import { kind, lonLat, outcome, taskState } from './shapes.ts';
import { spokenText } from './talk.ts';

const asSeen = answerRequest.pick({ factsDigest: true, acceptTerms: true, imagery: true });

const comment = z.string().max(2000).optional();

/**
 * `accept`: this answer stands, whatever others said. `take`: one that somebody gave stands, by its id. `reject`: what was said
 * is set aside, and the task is asked again. `comment`: why, for those who took part.
 */
export const reviewRequest = z.discriminatedUnion('decide', [
  asSeen.extend({ decide: z.literal('accept'), answer: answerBody }),
  asSeen
    .pick({ factsDigest: true })
    .extend({ decide: z.literal('take'), answer: z.string().max(100), comment }),
  asSeen.pick({ factsDigest: true }).extend({ decide: z.literal('reject'), comment }),
]);
export type ReviewRequest = z.input<typeof reviewRequest>;
export const reviewed = z.object({ task: z.string(), state: taskState, outcome: outcome.nullable() });
export type Reviewed = z.infer<typeof reviewed>;

/** Tasks of a challenge that wait for a reviewer, the longest first. */
export const reviewList = z.object({
  tasks: z.array(
    z.object({
      id: z.string(),
      at: lonLat,
      name: z.string().nullable(),
      kinds: z.array(kind),
      state: taskState,
      /** ISO 8601 */
      since: z.string(),
      /** The one who asks answered it: others decide. */
      own: z.boolean(),
    }),
  ),
  /** There are more than are listed. */
  truncated: z.boolean(),
});
export type ReviewList = z.infer<typeof reviewList>;

/** What one person said: nothing of who, but whether somebody is signed in behind it. */
export const saidAnswer = said.extend({
  id: z.string(),
  letter: z.string(),
  guest: z.boolean(),
  /** What it counts towards `answersNeeded` by itself. */
  weight: z.number(),
  at: z.string(),
  imagery: z.array(z.string()),
  comment: spokenText,
});
export type SaidAnswer = z.infer<typeof saidAnswer>;
/** By letter. Empty while others may still answer. `needed`: what settles the task. */
export const saidAnswers = z.object({ needed: z.number(), own: z.boolean(), answers: z.array(saidAnswer) });
export type SaidAnswers = z.infer<typeof saidAnswers>;
