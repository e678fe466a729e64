import { z } from 'zod';
import { LIFECYCLES } from '../../core/tags.ts';
import { lonLat } from './shapes.ts';

/** Where a chosen value comes from; the server makes the Origin of it. */
const from = z.discriminatedUnion('from', [
  z.object({ from: z.literal('official') }),
  z.object({ from: z.literal('community') }),
  z.object({ from: z.literal('observation') }),
  z.object({ from: z.literal('imagery'), layer: z.string().max(100) }),
]);
const tagChoice = z.object({
  key: z.string().min(1).max(255),
  value: z.string().min(1).max(255).nullable(),
  origin: from,
});
const comment = z.string().max(2000).optional();
export const answerBody = z.discriminatedUnion('say', [
  z.object({
    say: z.literal('fix'),
    fix: z.object({
      position: z.object({ at: lonLat, origin: from }).optional(),
      tags: z.array(tagChoice).max(200).default([]),
      same: z.boolean().optional(),
      keep: z.string().max(100).optional(),
      lifecycle: z.enum(LIFECYCLES).optional(),
    }),
    comment,
  }),
  z.object({ say: z.literal('not-an-issue'), comment }),
  z.object({ say: z.literal('already-fixed'), comment }),
  z.object({
    say: z.literal('official-wrong'),
    correction: z
      .object({
        at: lonLat.optional(),
        tags: z.array(tagChoice).max(200).optional(),
        gone: z.literal(true).optional(),
      })
      .optional(),
    comment,
  }),
  z.object({ say: z.literal('cant-tell'), comment }),
]);
export type AnswerBody = z.input<typeof answerBody>;
export const answerRequest = z.object({
  /** Made by the browser, once per answer: sending it again answers with the first one's result. */
  requestId: z
    .string()
    .min(8)
    .max(64)
    .regex(/^[\x21-\x7e]+$/, 'is letters, digits and signs'),
  factsDigest: z.string().max(128),
  /** Accepts the contribution terms; asked for with a person's first answer. */
  acceptTerms: z.boolean().default(false),
  imagery: z.array(z.string().max(100)).max(20).default([]),
  answer: answerBody,
});
export type AnswerRequest = z.input<typeof answerRequest>;
export const answerReceipt = z.object({
  id: z.string(),
  task: z.string(),
  state: z.enum(['pending', 'counted', 'undone', 'superseded']),
  pendingUntil: z.string(),
});
export type AnswerReceipt = z.infer<typeof answerReceipt>;
