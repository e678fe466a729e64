import { z } from 'zod';

export const auditEntry = z.object({
  id: z.number(),
  at: z.string(),
  /** `system`: the command line, or a link that was printed here. */
  actor: z.enum(['person', 'system']),
  /** `name`: null where the account was deleted. */
  person: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  /** As the API calls it: `startRun`. */
  action: z.string(),
  organisation: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  target: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
/** The newest first. `next`: `before` of the next page; null: this is the last. */
export const auditPage = z.object({ entries: z.array(auditEntry), next: z.number().nullable() });
export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditPage = z.infer<typeof auditPage>;
