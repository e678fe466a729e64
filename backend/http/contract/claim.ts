import { z } from 'zod';
import { kind, lonLat } from './shapes.ts';

export const nextRequest = z.object({
  near: lonLat.optional(),
  /** Tasks the person skipped in this sitting. */
  skip: z
    .array(
      z
        .string()
        .max(100)
        .regex(/^[^\0]*$/, 'is an id'),
    )
    .max(500)
    .default([]),
  kinds: z.array(kind).optional(),
});
export type NextRequest = z.input<typeof nextRequest>;
/** A lease on a task: renewed by PUT, given back by DELETE, freed when it ends. */
export const claimView = z.object({ task: z.string(), until: z.string() });
export type ClaimView = z.infer<typeof claimView>;
