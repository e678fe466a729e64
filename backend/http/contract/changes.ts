import { z } from 'zod';
import { FORMATS } from '../../core/change/formats.ts';
import { lonLat } from './shapes.ts';

export const exportFormat = z.enum(FORMATS);
export type ExportFormat = z.infer<typeof exportFormat>;
export const changeView = z.object({
  tasks: z.array(z.string()),
  action: z.enum(['create', 'modify', 'delete']),
  element: z.string().nullable(),
  at: lonLat.nullable(),
  from: lonLat.nullable(),
  differences: z.array(z.object({ key: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
});
export const changesView = z.object({
  changes: z.array(changeView),
  notPossible: z.array(
    z.object({ task: z.string(), element: z.string().nullable(), reason: z.string(), detail: z.string() }),
  ),
  /** Answers still in their undo window, and when the last of them ends. */
  pending: z.object({ count: z.number(), until: z.string().nullable() }),
  /** Corrections that go to the agency. */
  corrections: z.number(),
});
export type ChangesView = z.infer<typeof changesView>;
