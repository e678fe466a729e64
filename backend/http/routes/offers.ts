import { ofOrganisation } from '../../core/policy/may.ts';
import { acceptOffer, type Offer, offerOf } from '../../store/people/roles/offers.ts';
import {
  type InvitationAccepted,
  type InvitationOffer,
  invitationAccepted,
  invitationOffer,
  invitationToken,
} from '../contract/invitation.ts';
import { operation } from '../frame/operation.ts';
import { hashOf } from '../people/token.ts';
import { signedIn } from '../people/who.ts';
import { Refusal } from '../refusal.ts';
import { teamFull, tooManyTeams } from './teams.ts';

export const readOffer = operation({
  id: 'readOffer',
  may: 'look',
  method: 'post',
  path: '/api/v1/invitations/offer',
  summary: 'What the invitation of a link gives; changes nothing. A POST, so that the token is in no log',
  body: invitationToken,
  answers: { 200: { words: 'The offer', schema: invitationOffer } },
  refusals: { 404: 'no-invitation', 429: 'too-many-tries' },
  async handle({ ctx, deps, now, body }) {
    const offer = await deps.limits.guess(ctx, 'wrong-links', () =>
      offerOf(deps.store, hashOf(body.token), now),
    );
    if (!offer) throw noInvitation();
    const view: InvitationOffer = { ...given(offer), expiresAt: offer.expiresAt.toISOString() };
    ctx.set('Cache-Control', 'no-store');
    ctx.body = view;
  },
});

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  may: 'join',
  method: 'post',
  path: '/api/v1/invitations/accept',
  summary: 'Takes what an invitation gives',
  body: invitationToken,
  answers: { 200: { words: 'What the person has now', schema: invitationAccepted } },
  refusals: {
    404: 'no-invitation: expired, used up, revoked, never given, or its maker could not make it any more',
    409: 'team-full, too-many: of teams',
    429: 'too-many-tries',
  },
  async handle(call) {
    const { ctx, deps, now, body } = call;
    const person = await signedIn(call);
    const accept = () =>
      deps.store.transaction().execute(async transaction => {
        const accepted = await acceptOffer(transaction, hashOf(body.token), person.id, now);
        if (accepted === null) return null;
        if (accepted === 'team-full') throw teamFull();
        if (accepted === 'too-many-teams') throw tooManyTeams();
        const { id, role, organisation, already } = accepted;
        if (role !== null && !already)
          await call.audit(transaction, {
            target: `persons/${person.id}`,
            about: person.id,
            scope: ofOrganisation(organisation?.id ?? null),
            data: { invitation: id, role },
          });
        return accepted;
      });
    const accepted = await deps.limits.guess(ctx, 'wrong-links', accept);
    if (!accepted) throw noInvitation();
    const view: InvitationAccepted = { ...given(accepted), already: accepted.already };
    ctx.body = view;
  },
});

const given = ({ role, organisation, team }: Offer) => ({ role, organisation, team });

/** One and the same for whatever is wrong with it: a link tells nothing to who was not given it. */
const noInvitation = () =>
  new Refusal(
    404,
    'no-invitation',
    'This invitation leads nowhere',
    'It has expired, was used or taken back, or the link is not whole. Ask for a new one.',
  );
