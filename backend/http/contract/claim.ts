import { z } from 'zod';
import { kind, lonLat } from './shapes.ts';
import { task } from './task.ts';

export const nextRequest = z
  .object({
    near: lonLat.optional(),
    /** nearest: to `near`. priority: what goes wrong most, then the nearest. random. route: as tasks come along `route`. */
    order: z.enum(['nearest', 'priority', 'random', 'route']).default('nearest'),
    /** A line, and how many metres beside it a task may lie. */
    route: z.array(lonLat).min(2).max(500).optional(),
    within: z.number().min(10).max(50_000).default(1000),
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
  })
  .refine(({ order, route }) => order !== 'route' || route, {
    path: ['route'],
    message: 'is the line to go along',
  });
export type NextRequest = z.input<typeof nextRequest>;
/** A lease on a task: renewed by PUT, given back by DELETE, freed when it ends. */
export const claimView = z.object({
  task: z.string(),
  until: z.string(),
  /** The task with other facts, where the map said something else than before; null: it is as it was. */
  changed: task.nullable(),
});
export type ClaimView = z.infer<typeof claimView>;
