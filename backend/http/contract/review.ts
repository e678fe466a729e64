import { z } from 'zod';
import { answerBody, answerRequest } from './answer.ts';
import { outcome, taskState } from './shapes.ts';

const asSeen = answerRequest.pick({ factsDigest: true, acceptTerms: true, imagery: true });

/** `accept`: this answer stands, whatever others said. `reject`: what was said is set aside, and the task is asked again. */
export const reviewRequest = z.discriminatedUnion('decide', [
  asSeen.extend({ decide: z.literal('accept'), answer: answerBody }),
  asSeen.pick({ factsDigest: true }).extend({
    decide: z.literal('reject'),
    comment: z.string().max(2000).optional(),
  }),
]);
export type ReviewRequest = z.input<typeof reviewRequest>;
export const reviewed = z.object({ task: z.string(), state: taskState, outcome: outcome.nullable() });
export type Reviewed = z.infer<typeof reviewed>;
