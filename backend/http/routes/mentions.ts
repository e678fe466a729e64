import { z } from 'zod';
import { lookHereSecret } from '../../handover/look-here-secret.ts';
import { type Mention, markMentions, mentionsOf } from '../../store/talk/mentions.ts';
import { type StoredTask, storedTask } from '../../store/tasks/task-queries.ts';
import { type MentionPage, type MentionView, markRequest, mentionPage } from '../contract/talk.ts';
import { type Call, operation } from '../frame/operation.ts';
import { whole } from '../frame/parse.ts';
import { personOf } from '../people/who.ts';
import { type Own, presentTask } from '../present/task.ts';
import { notFound } from '../refusal.ts';
import { textReader } from '../talk/read-text.ts';

/** mentions of a page */
const PAGE = 30;
const query = z.object({
  read: z.enum(['yes', 'no']).default('no'),
  /** The id of the last one of the page before. */
  before: whole(1, 999_999_999).optional(),
});

export const listMentions = operation({
  id: 'listMentions',
  may: 'talk',
  method: 'get',
  path: '/api/v1/me/mentions',
  summary: 'Comments that mention the one who asks, as far as they may see them yet',
  query,
  answers: {
    200: { words: 'Those that were read, or those that were not; the newest first', schema: mentionPage },
  },
  async handle(call) {
    const { ctx, deps } = call;
    const { read, before = null } = call.query;
    const reader = (await personOf(call))!.id;
    const found = await mentionsOf(deps.store, reader, { read: read === 'yes', before, limit: PAGE + 1 });
    const page = found.slice(0, PAGE);
    const view: MentionPage = {
      mentions: await views(call, page, reader),
      next: found.length > PAGE ? page.at(-1)!.id : null,
    };
    ctx.body = view;
  },
});

export const putMention = operation({
  id: 'putMention',
  may: 'talk',
  method: 'put',
  path: '/api/v1/me/mentions/:id',
  summary: 'Marks a mention as read, or unread again',
  body: markRequest,
  answers: { 204: { words: 'Marked' } },
  async handle(call) {
    const id = /^\d{1,9}$/.test(call.param('id')) ? Number(call.param('id')) : null;
    if (id === null || !(await mark(call, id))) throw notFound('The mention');
  },
});

export const putMentions = operation({
  id: 'putMentions',
  may: 'talk',
  method: 'put',
  path: '/api/v1/me/mentions',
  summary: 'Marks all mentions as read that the one who asks can see',
  body: markRequest.extend({ read: z.literal(true) }),
  answers: { 204: { words: 'Marked' } },
  async handle(call) {
    await mark(call, null);
  },
});

async function mark(call: Call<unknown, { read: boolean }>, id: number | null): Promise<boolean> {
  const { id: person } = (await personOf(call))!;
  call.ctx.status = 204;
  return markMentions(call.deps.store, person, { id, at: call.body.read ? call.now : null });
}

const NOBODY: Own = { claim: null, answer: null };

async function views({ deps }: Call, page: readonly Mention[], reader: string): Promise<MentionView[]> {
  const tasks = new Map<string, StoredTask>();
  for (const id of new Set(page.map(({ task }) => task))) {
    const task = await storedTask(deps.store, id);
    if (task) tasks.set(id, task);
  }
  const secret = await lookHereSecret(deps.store);
  const found: MentionView[] = [];
  for (const { id, task: of, text, at, read, name } of page) {
    const task = tasks.get(of);
    if (!task) continue;
    const words = await textReader(deps.store, task, { texts: [text], reader });
    const shown = presentTask(task, NOBODY, null, secret);
    found.push({
      id,
      by: { name, letter: null, self: false },
      text: words(text),
      at: at.toISOString(),
      read,
      task: {
        id: task.id,
        challenge: shown.challenge,
        name: shown.name,
        kinds: shown.kinds,
        state: shown.state,
        outcome: shown.outcome,
      },
    });
  }
  return found;
}
