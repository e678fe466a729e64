import { z } from 'zod';
import { grantedRole } from './me.ts';

/** An invitation that is open still. */
export const invitation = z.object({
  id: z.string(),
  /** Null: into a team. */
  role: grantedRole.nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  usesLeft: z.number(),
});
/** The latest made first. */
export const invitationList = z.array(invitation);
export type InvitationView = z.infer<typeof invitation>;

/** Into a role of an organisation. */
export const invitationRequest = z.object({ role: grantedRole });
/** Into a role for the whole installation: staff is of an organisation. */
export const installationInvitationRequest = z.object({ role: grantedRole.exclude(['staff']) });
/** The only time that the link is told: whoever has it first takes what it gives. */
export const invitationMade = invitation.extend({ link: z.string() });
export type InvitationMade = z.infer<typeof invitationMade>;

/** The token behind the `#` of the link. */
export const invitationToken = z.object({ token: z.string().max(200) });
/** What somebody is invited to, before they accept. */
export const invitationOffer = z.object({
  role: grantedRole.nullable(),
  organisation: z.object({ id: z.string(), name: z.string() }).nullable(),
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
  expiresAt: z.string(),
});
export type InvitationOffer = z.infer<typeof invitationOffer>;
/** `already`: the person had all of it before; the invitation is as good as it was. */
export const invitationAccepted = invitationOffer.omit({ expiresAt: true }).extend({ already: z.boolean() });
export type InvitationAccepted = z.infer<typeof invitationAccepted>;
