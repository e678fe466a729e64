import { randomUUID } from 'node:crypto';
import { cleanComment } from '../../core/talk/comment.ts';
import {
  addComment,
  commentById,
  commentsOf,
  decisionsOf,
  removeComment,
} from '../../store/talk/comments.ts';
import { mentionable } from '../../store/talk/mentionable.ts';
import { saidOfTask } from '../../store/talk/said-of-task.ts';
import {
  type CommentList,
  type CommentView,
  commentList,
  commentRequest,
  mentionableList,
} from '../contract/talk.ts';
import { type Call, operation } from '../frame/operation.ts';
import { personOf } from '../people/who.ts';
import { notFound, Refusal } from '../refusal.ts';
import { textReader } from '../talk/read-text.ts';
import { type Talk, talkAbout } from '../talk/talk-about.ts';
import { withMentions } from '../talk/with-mentions.ts';

const LIST = { words: 'The oldest first', schema: commentList };

export const listComments = operation({
  id: 'listComments',
  may: 'talk',
  method: 'get',
  path: '/api/v1/tasks/:id/comments',
  summary:
    'What was said about a task, to those who took part in it or review it, once it asks nobody any more',
  answers: { 200: LIST },
  async handle(call) {
    const talk = await talkAbout(call, call.param('id'));
    call.ctx.body = talk.belongs && !talk.asked ? await view(call, talk) : { open: false, comments: [] };
  },
});

export const postComment = operation({
  id: 'postComment',
  may: 'talk',
  method: 'post',
  path: '/api/v1/tasks/:id/comments',
  summary: 'Says something about a task to those who took part in it',
  budget: 'comments',
  body: commentRequest,
  answers: {
    200: { words: 'This request was sent before; all that was said, the oldest first', schema: commentList },
    201: LIST,
  },
  refusals: {
    403: 'not-taken-part',
    409: 'still-asked: somebody may still answer it, request-used',
    422: 'invalid, nothing-said',
  },
  async handle(call) {
    const { ctx, deps, now, param, body } = call;
    const person = await personOf(call);
    const talk = await talkAbout(call, param('id'));
    if (!person || !talk.belongs)
      throw new Refusal(
        403,
        'not-taken-part',
        'This is for those who took part',
        'Answer a task of your own.',
      );
    if (talk.asked)
      throw new Refusal(409, 'still-asked', 'Others may still answer this task', 'Write when it is settled.');
    const said = cleanComment(body.text);
    if (said === null) throw new Refusal(422, 'nothing-said', 'There is nothing to read in this');
    const { text, persons } = await withMentions(call, said, {
      task: talk.task.id,
      by: person,
      talkedAbout: true,
    });
    const { row, again } = await deps.store.transaction().execute(transaction =>
      addComment(
        transaction,
        {
          id: randomUUID(),
          task_id: talk.task.id,
          person_id: person.id,
          request_id: body.requestId,
          text,
          at: now,
        },
        persons,
      ),
    );
    if (row.task_id !== talk.task.id)
      throw new Refusal(409, 'request-used', 'This request id belongs to a comment on another task');
    ctx.status = again ? 200 : 201;
    ctx.body = await view(call, talk);
  },
});

export const deleteComment = operation({
  id: 'deleteComment',
  may: 'talk',
  method: 'delete',
  path: '/api/v1/comments/:id',
  summary: 'Takes a comment away: one’s own, or as a reviewer',
  answers: { 204: { words: 'It is gone, and whoever it mentioned is told no more of it' } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const person = await personOf(call);
    const row = await commentById(deps.store, param('id'));
    const talk = row && (await talkAbout(call, row.task_id));
    // Whoever may not read it is not told that it is there.
    if (!person || !talk || !(talk.reviews || row.person_id === person.id)) throw notFound('The comment');
    await deps.store.transaction().execute(async transaction => {
      await removeComment(transaction, row.id);
      if (row.person_id !== person.id)
        await call.audit(transaction, { target: `tasks/${row.task_id}`, about: row.person_id });
    });
    ctx.status = 204;
  },
});

export const listMentionable = operation({
  id: 'listMentionable',
  may: 'talk',
  method: 'get',
  path: '/api/v1/tasks/:id/mentionable',
  summary: 'Whom the one who asks may mention in a comment on this task',
  answers: { 200: { words: 'By name, then by letter; a guest mentions nobody', schema: mentionableList } },
  async handle(call) {
    const person = await personOf(call);
    const { task, belongs, asked } = await talkAbout(call, call.param('id'));
    const offered = person?.account
      ? await mentionable(call.deps.store, {
          task: task.id,
          person: person.id,
          talkedAbout: belongs && !asked,
        })
      : [];
    call.ctx.body = offered.map(({ mentioned, name, letter, as }) => ({ mentioned, name, letter, as }));
  },
});

async function view(call: Call, { task, reviews }: Talk): Promise<CommentList> {
  const { store } = call.deps;
  const reader = (await personOf(call))?.id ?? '';
  const said = await saidOfTask(store, task.id);
  const [written, decisions] = [await commentsOf(store, task.id), await decisionsOf(store, task.id)];
  const texts = [...said.map(({ answer }) => answer.comment ?? ''), ...written.map(({ text }) => text)];
  const read = await textReader(store, task, { texts, reader, said });
  const entries: CommentView[] = [
    ...said.flatMap(({ id, letter, person, answer, at }) =>
      answer.comment
        ? [
            {
              id,
              with: 'answer' as const,
              by: { name: null, letter, self: person === reader },
              text: read(answer.comment),
              at: at.toISOString(),
              mayRemove: false,
            },
          ]
        : [],
    ),
    ...decisions.map(({ id, at, person, name, text }) => ({
      id: `decision-${id}`,
      with: 'decision' as const,
      by: { name, letter: null, self: person === reader },
      text: read(text),
      at: at.toISOString(),
      mayRemove: false,
    })),
    ...written.map(({ id, person_id, name, text, at }) => ({
      id,
      with: 'nothing' as const,
      by: { name, letter: null, self: person_id === reader },
      text: read(text),
      at: at.toISOString(),
      mayRemove: reviews || person_id === reader,
    })),
  ];
  return { open: true, comments: entries.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at))) };
}
