import { endSession, endSessions, sessionsOf } from '../../store/people/sessions.ts';
import { type SessionView, sessionList } from '../contract/account.ts';
import { operation } from '../frame/operation.ts';
import { revokeOsmToken } from '../people/revoke-osm-token.ts';
import { takeCookie } from '../people/session-cookie.ts';
import { whoAsks } from '../people/who.ts';
import { notFound } from '../refusal.ts';

export const listSessions = operation({
  id: 'listSessions',
  may: 'keep-account',
  method: 'get',
  path: '/api/v1/me/sessions',
  summary: 'The browsers in which the person is signed in, the latest used first',
  answers: { 200: { words: 'The sessions', schema: sessionList } },
  async handle(call) {
    const { person, session } = await whoAsks(call);
    const rows = person ? await sessionsOf(call.deps.store, person.id, call.now) : [];
    const view: SessionView[] = rows.map(({ id, agent, created_at, seen_at }) => ({
      id,
      agent,
      createdAt: created_at.toISOString(),
      seenAt: seen_at.toISOString(),
      current: id === session,
    }));
    call.ctx.body = view;
  },
});

export const deleteSession = operation({
  id: 'deleteSession',
  may: 'keep-account',
  method: 'delete',
  path: '/api/v1/me/sessions/:id',
  summary: 'Ends one session of the person',
  answers: { 204: { words: 'Ended' } },
  async handle(call) {
    const { person, session } = await whoAsks(call);
    const id = call.param('id');
    if (!person || !(await endSession(call.deps.store, person.id, id))) throw notFound('The session');
    if (id === session) takeCookie(call.ctx);
    call.ctx.status = 204;
  },
});

export const deleteSessions = operation({
  id: 'deleteSessions',
  may: 'keep-account',
  method: 'delete',
  path: '/api/v1/me/sessions',
  summary: 'Signs out everywhere, and gives back what OpenStreetMap allowed',
  answers: { 204: { words: 'Every session has ended, this one too' } },
  async handle(call) {
    const { person } = await whoAsks(call);
    if (person) {
      await endSessions(call.deps.store, person.id);
      await revokeOsmToken(call.deps, person.id);
    }
    takeCookie(call.ctx);
    call.ctx.status = 204;
  },
});
