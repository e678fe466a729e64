import { z } from 'zod';
import { task } from './task.ts';

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  /** One word for programs: `facts-changed`, `terms-needed`, `too-late`, … ; `type` ends in it. */
  code: z.string().optional(),
  /** What is wrong in the request, place by place. */
  errors: z
    .array(z.object({ path: z.string(), message: z.string(), code: z.string().optional() }))
    .optional(),
  /** With `facts-changed`: the task as it is now. */
  task: task.optional(),
});
export type Problem = z.infer<typeof problem>;
