import { allowed } from '../../core/policy/may.ts';
import { OPEN_ACTIONS } from '../../core/policy/policy.ts';
import { rolesOf } from '../../store/people/roles/grants.ts';
import { unreadMentions } from '../../store/talk/mentions.ts';
import { countedAnswers } from '../../store/tasks/answer-queries.ts';
import { type Me, me } from '../contract/me.ts';
import { operation } from '../frame/operation.ts';
import { whoAsks } from '../people/who.ts';

export const readMe = operation({
  id: 'me',
  may: 'look',
  method: 'get',
  path: '/api/v1/me',
  summary: 'Who asks, and what the interface needs to know of this server',
  answers: { 200: { words: 'The person, without an id before the first answer', schema: me } },
  async handle(call) {
    const { config, store } = call.deps;
    const { person, actor } = await whoAsks(call);
    const view: Me = {
      id: person?.id ?? null,
      termsAccepted: person?.termsAcceptedAt != null,
      answers: person ? await countedAnswers(store, person.id, call.now) : 0,
      mentions: person ? await unreadMentions(store, person.id) : 0,
      account: person?.account ? { name: person.account.name, server: person.account.server } : null,
      roles: person?.account ? await rolesOf(store, person.id) : [],
      may: allowed(actor, OPEN_ACTIONS),
      signIn: {
        osm: config.osmClientId === null ? null : config.osmSignInUrl,
        here: config.databaseUrl === null,
      },
      undoSeconds: config.undoSeconds,
      editors: {
        id: config.idUrl,
        josm: config.remoteControl,
        rapid: config.rapidUrl,
        level0: config.level0Url,
      },
      layers: [...config.layers],
    };
    call.ctx.body = view;
  },
});
