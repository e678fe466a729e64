import { Readable } from 'node:stream';
import { deletePerson } from '../../store/people/leaving/delete-person.ts';
import { keptOfPerson } from '../../store/people/leaving/kept-of-person.ts';
import type { LastOne } from '../../store/people/leaving/last-ones.ts';
import { deleteRequest } from '../contract/account.ts';
import { accountExport as exportSchema } from '../contract/account-export.ts';
import { operation } from '../frame/operation.ts';
import { accountExport } from '../people/account-export.ts';
import { revokeForgotten, revokeUploadToken } from '../people/revoke-osm-token.ts';
import { takeCookie } from '../people/session-cookie.ts';
import { markOf } from '../people/sign-in-cookie.ts';
import { personOf, signInNeeded } from '../people/who.ts';
import { Refusal } from '../refusal.ts';

/** What a guest, who has no name here, confirms with. */
const GUEST_WORD = 'guest';

export const exportMe = operation({
  id: 'exportMe',
  may: 'keep-account',
  method: 'get',
  path: '/api/v1/me/export',
  budget: 'exports',
  summary: 'Everything that is kept of the person, as a file to download',
  answers: { 200: { words: 'All of it, as JSON', schema: exportSchema } },
  async handle(call) {
    const { ctx, deps, now } = call;
    const person = await personOf(call);
    const kept = person && (await keptOfPerson(deps.store, person.id));
    if (!kept) throw signInNeeded();
    ctx.attachment(`jalon-account-${now.toISOString().slice(0, 10)}.json`);
    ctx.type = 'application/json';
    ctx.body = Readable.from(accountExport(deps.store, kept, now));
  },
});

export const deleteMe = operation({
  id: 'deleteMe',
  may: 'keep-account',
  method: 'delete',
  path: '/api/v1/me',
  summary:
    'Deletes the account: the contributions stay, the person goes; whoever signs in again is somebody new',
  body: deleteRequest,
  answers: { 204: { words: 'Gone, and signed out everywhere' } },
  refusals: {
    409: 'last-admin, last-lead: nobody else could let others in; errors lists where',
    422: 'not-confirmed: `confirm` is the name of the account, for a guest the word `guest`',
  },
  async handle(call) {
    const { ctx, deps, now, body } = call;
    const person = await personOf(call);
    if (!person) throw signInNeeded();
    const done = await deletePerson(deps.store, {
      person: person.id,
      confirm: body.confirm,
      guestWord: GUEST_WORD,
      printsLinks: deps.showSignInLink !== undefined,
      browserHash: markOf(ctx),
      now,
      requestId: ctx.state.requestId as string,
    });
    if ('refused' in done) {
      if (done.refused === 'last') throw lastOne(done.of);
      throw done.refused === 'gone' ? signInNeeded() : notConfirmed();
    }
    takeCookie(ctx);
    // The account is gone here whatever the server says.
    if (done.token) await revokeForgotten(deps, done.token);
    for (const account of done.uploadAccounts) await revokeUploadToken(deps, person.id, account);
    ctx.status = 204;
  },
});

const notConfirmed = () =>
  new Refusal(
    422,
    'not-confirmed',
    'This is not the name of the account',
    `Nothing was deleted. Write the name exactly as it stands on the page; a guest writes "${GUEST_WORD}".`,
  );

/** Codes of the refusals that admins and leads get who are the last ones. */
function lastOne(of: readonly LastOne[]): Refusal {
  const errors = of.map(one => ({ path: one.id ? `${one.of}:${one.id}` : one.of, message: one.name }));
  return of.some(one => one.of !== 'team')
    ? new Refusal(
        409,
        'last-admin',
        'You are the last admin',
        'Make somebody else an admin first, or dissolve the organisation; then delete the account.',
        { errors },
      )
    : new Refusal(
        409,
        'last-lead',
        'You are the last lead of a team',
        'Make somebody else lead it first, or dissolve it; then delete the account.',
        { errors },
      );
}
