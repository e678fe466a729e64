import { z } from 'zod';
import { endSession } from '../../store/people/sessions.ts';
import { signInHereRequest, signInRequest, signInStarted } from '../contract/sign-in.ts';
import { operation } from '../frame/operation.ts';
import { beginOsmSignIn } from '../people/begin-osm-sign-in.ts';
import { finishOsmSignIn } from '../people/finish-osm-sign-in.ts';
import { takeCookie } from '../people/session-cookie.ts';
import { showLink, signInHere } from '../people/sign-in-here.ts';
import { whoAsks } from '../people/who.ts';

export const startSignIn = operation({
  id: 'startSignIn',
  may: 'sign-in',
  method: 'post',
  path: '/api/v1/sign-in',
  budget: 'sign-in-starts',
  summary: 'Begins a sign-in with OpenStreetMap, in this browser, for ten minutes',
  body: signInRequest,
  answers: { 200: { words: 'Where the browser goes to be asked', schema: signInStarted } },
  refusals: { 503: 'no-sign-in: nobody signs in with OpenStreetMap here' },
  async handle(call) {
    call.ctx.body = { location: await beginOsmSignIn(call, call.body) };
  },
});

/** Whatever the browser brings; an answer to a person, so it is never problem details for want of a parameter. */
const returned = z.object({
  state: z.string().max(500).optional().catch(undefined),
  code: z.string().max(2_000).optional().catch(undefined),
  error: z.string().max(500).optional().catch(undefined),
});

export const finishSignIn = operation({
  id: 'finishSignIn',
  may: 'sign-in',
  method: 'get',
  path: '/sign-in/callback',
  page: '/sign-in',
  budget: 'sign-in-callbacks',
  summary: 'Where OpenStreetMap sends the browser back: ends the sign-in',
  query: returned,
  answers: {
    303: {
      words:
        'To the path that was asked for, or to /sign-in?problem= with one word that says why not; of an account for uploads, to the path with ?connect= and the word',
    },
  },
  refusals: { 503: 'no-sign-in' },
  async handle(call) {
    const { ctx } = call;
    ctx.set('Cache-Control', 'no-store');
    const end = await finishOsmSignIn(call, call.query);
    ctx.state.about = { signIn: end.problem ?? 'done' };
    ctx.set('Location', end.returnTo);
    ctx.status = 303;
  },
});

export const signInByLink = operation({
  id: 'signInByLink',
  may: 'sign-in',
  method: 'post',
  path: '/api/v1/sign-in/here',
  summary: 'Signs in by the link that Jalon printed on the computer where it runs; the link is used up',
  body: signInHereRequest,
  answers: { 204: { words: 'Signed in, as an admin' } },
  refusals: {
    403: 'bad-link: used, older than a day, or never given',
    429: 'too-many-tries',
    503: 'no-local-account: not on a server',
  },
  async handle(call) {
    await signInHere(call, call.body.token);
    call.ctx.status = 204;
  },
});

export const printLink = operation({
  id: 'printLink',
  may: 'sign-in',
  method: 'post',
  path: '/api/v1/sign-in/here/link',
  budget: 'sign-in-starts',
  summary: 'Prints a new link on the computer where Jalon runs',
  answers: { 204: { words: 'Printed, where whoever started Jalon sees it' } },
  refusals: { 503: 'no-local-account: not on a server' },
  async handle({ ctx, deps, now }) {
    await showLink({ ...deps, now });
    ctx.status = 204;
  },
});

export const signOut = operation({
  id: 'signOut',
  may: 'sign-in',
  method: 'post',
  path: '/api/v1/sign-out',
  summary: 'Ends the session of this browser',
  answers: { 204: { words: 'Signed out; so is who was not signed in' } },
  async handle(call) {
    const { person, session } = await whoAsks(call);
    if (person && session !== null) await endSession(call.deps.store, person.id, session);
    takeCookie(call.ctx);
    call.ctx.status = 204;
  },
});
