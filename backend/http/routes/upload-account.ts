import { takeUploadAccount } from '../../store/uploads/upload-accounts.ts';
import { signInStarted } from '../contract/sign-in.ts';
import { connectRequest, uploadServer } from '../contract/upload.ts';
import { operation } from '../frame/operation.ts';
import { beginUploadSignIn } from '../people/begin-osm-sign-in.ts';
import { revokeUploadToken } from '../people/revoke-osm-token.ts';
import { signedIn } from '../people/who.ts';
import { serverFor } from '../uploads/server-for.ts';

export const readUploadAccount = operation({
  id: 'readUploadAccount',
  may: 'connect-account',
  method: 'get',
  path: '/api/v1/me/upload-account',
  summary: 'Where uploads go, and as whom the person would send them',
  answers: {
    200: { words: 'The server, without an account where they have not signed in', schema: uploadServer },
  },
  async handle(call) {
    const { id } = await signedIn(call);
    call.ctx.body = (await serverFor(call.deps, id)).server;
  },
});

export const connectUploadAccount = operation({
  id: 'connectUploadAccount',
  may: 'connect-account',
  method: 'post',
  path: '/api/v1/me/upload-account',
  budget: 'sign-in-starts',
  summary: 'Begins a sign-in at the server that uploads go to, in this browser, for ten minutes',
  body: connectRequest,
  answers: { 200: { words: 'Where the browser goes to be asked', schema: signInStarted } },
  refusals: { 503: 'no-uploads: nothing is uploaded from here' },
  async handle(call) {
    const { id } = await signedIn(call);
    call.ctx.body = { location: await beginUploadSignIn(call, { person: id, ...call.body }) };
  },
});

export const deleteUploadAccount = operation({
  id: 'deleteUploadAccount',
  may: 'connect-account',
  method: 'delete',
  path: '/api/v1/me/upload-account',
  summary:
    'Forgets the account that the person uploads under, and gives its token back; what is under way waits',
  answers: { 204: { words: 'Forgotten; so it is where there was none' } },
  async handle(call) {
    const { deps, ctx } = call;
    const { id } = await signedIn(call);
    const kept = await takeUploadAccount(deps.store, id, deps.config.uploadUrl);
    if (kept) await revokeUploadToken(deps, id, kept);
    ctx.status = 204;
  },
});
