import { z } from 'zod';
import { lonLat } from './shapes.ts';

/** What an answer says of a place: nothing of who said it. */
export const said = z.object({
  say: z.enum(['fix', 'not-an-issue', 'already-fixed', 'official-wrong', 'cant-tell']),
  position: lonLat.nullable(),
  /** What it was told from: `data` is that of either side; null without a position. */
  positionFrom: z.enum(['imagery', 'observation', 'data']).nullable(),
  tags: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
  same: z.boolean().nullable(),
  keep: z.string().nullable(),
  lifecycle: z.string().nullable(),
  /** For `official-wrong`: the agency's row is of a place that is no more. */
  gone: z.boolean(),
});
export type Said = z.infer<typeof said>;
