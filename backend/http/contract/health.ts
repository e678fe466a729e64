import { z } from 'zod';

export const health = z.object({ status: z.enum(['ok', 'not-ready']) });
export const readiness = health.extend({
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() })),
});
