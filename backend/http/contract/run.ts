import { z } from 'zod';
import { box } from './shapes.ts';

const warning = z.looseObject({ kind: z.string() });
const sideSummary = z.object({
  format: z.string(),
  hash: z.string(),
  rows: z.number(),
  features: z.number(),
  rejected: z.record(z.string(), z.number()),
  warnings: z.array(warning),
});
export const run = z.object({
  id: z.string(),
  challenge: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'held']),
  step: z.enum(['snapshot', 'compare', 'reconcile', 'done']),
  progress: z.number(),
  error: z.string().nullable(),
  summary: z.object({
    official: sideSummary.optional(),
    community: sideSummary.optional(),
    compared: z
      .object({
        box,
        official: z.number(),
        community: z.number(),
        cutOfficial: z.number(),
        cutCommunity: z.number(),
      })
      .optional(),
    verdicts: z.object({ match: z.number(), possible: z.number(), none: z.number() }).optional(),
    kinds: z.record(z.string(), z.number()).optional(),
    tasks: z
      .object({
        opened: z.number(),
        kept: z.number(),
        changed: z.number(),
        closed: z.number(),
        reopened: z.number(),
        untouched: z.number(),
      })
      .optional(),
    unchanged: z.boolean().optional(),
  }),
  requestedAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type RunView = z.infer<typeof run>;
/** The latest first, 50 at most. */
export const runList = z.array(run);
/** A run that was asked for. */
export const runStarted = z.object({ id: z.string() });
