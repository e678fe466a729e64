import { z } from 'zod';
import { givenName } from './shapes.ts';

export const team = z.object({
  id: z.string(),
  name: z.string(),
  members: z.array(
    z.object({ id: z.string(), name: z.string(), lead: z.boolean(), since: z.string(), self: z.boolean() }),
  ),
  /** The person who asks leads it. */
  lead: z.boolean(),
});
/** The teams of the person who asks, by name. */
export const teamList = z.array(team);
export type TeamView = z.infer<typeof team>;
export const teamRequest = z.object({ name: givenName(80) });
/** Makes a member lead, or lead no more. */
export const leadRequest = z.object({ lead: z.boolean() });
