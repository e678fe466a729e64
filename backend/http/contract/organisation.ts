import { z } from 'zod';
import { action, grantedRole } from './me.ts';
import { givenName } from './shapes.ts';

export const organisation = z.object({
  id: z.string(),
  name: z.string(),
  /** https:// */
  website: z.string().nullable(),
  /** Challenges that belong to it. */
  challenges: z.array(z.string()),
  members: z.number(),
  /** What the person who asks may do to it. */
  may: z.array(action),
});
/** By name. Everybody sees which there are; who is in them, only members. */
export const organisationList = z.array(organisation);
export type OrganisationView = z.infer<typeof organisation>;

/** No user name stands before the host, which would read as if it were the host. */
function isPublicAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

export const organisationRequest = z.object({
  name: givenName(120),
  website: z
    .string()
    .trim()
    .max(300)
    .refine(isPublicAddress, 'is an address that starts with https://')
    .transform(text => new URL(text).href)
    .nullable()
    .default(null),
});

/** One role of one person, in an organisation or for the whole installation. */
export const member = z.object({
  /** Of the role, to take it away by. */
  id: z.string(),
  person: z.object({ id: z.string(), name: z.string() }),
  role: grantedRole,
  since: z.string(),
  /** The person who asks. */
  self: z.boolean(),
});
/** By name, then role. */
export const memberList = z.array(member);
export type MemberView = z.infer<typeof member>;

/** Which organisation a challenge belongs to; null: the installation. */
export const ownerRequest = z.object({
  organisation: z
    .string()
    .max(100)
    .regex(/^[^\0]*$/, 'is an id')
    .nullable(),
});
