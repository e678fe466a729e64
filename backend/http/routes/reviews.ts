import type { z } from 'zod';
import { cleanComment, withoutMentions } from '../../core/talk/comment.ts';
import type { TaskState } from '../../core/task/task.ts';
import { lookHereSecret } from '../../handover/look-here-secret.ts';
import { saidOfTask } from '../../store/talk/said-of-task.ts';
import { type Review, reviewTask } from '../../store/tasks/review.ts';
import { reviewStanding } from '../../store/tasks/review-standing.ts';
import { type StoredTask, storedTask } from '../../store/tasks/task-queries.ts';
import { answerOf } from '../answers/answer-of.ts';
import { factsChanged } from '../answers/facts-changed.ts';
import { keepTerms } from '../answers/keep-terms.ts';
import { refuseUnfit } from '../answers/refuse-unfit.ts';
import { refuseUnknownLayers } from '../answers/refuse-unknown-layers.ts';
import { challengeOf } from '../challenge-of.ts';
import {
  type Reviewed,
  type ReviewList,
  reviewed,
  reviewList,
  reviewRequest,
  type SaidAnswers,
  saidAnswers,
} from '../contract/review.ts';
import { type Call, operation } from '../frame/operation.ts';
import { signedIn } from '../people/who.ts';
import { ofChallenge, ofTask } from '../permission/scopes.ts';
import { pair } from '../present/feature.ts';
import { presentSaidAnswer } from '../present/said.ts';
import { shown, storedDigest } from '../present/shown.ts';
import { notFound, Refusal } from '../refusal.ts';
import { textReader } from '../talk/read-text.ts';
import { talkAbout } from '../talk/talk-about.ts';
import { shownPins } from '../tasks/shown-places.ts';

/** What a reviewer is asked about. */
const WAITING: readonly TaskState[] = ['in-review', 'conflict'];
/** Tasks of one list. */
const MOST = 500;

export const reviewTaskById = operation({
  id: 'reviewTask',
  may: 'review',
  of: ofTask('id'),
  method: 'post',
  path: '/api/v1/tasks/:id/review',
  summary: 'Decides a task over the heads of those who answered, or sends it back to be asked again',
  body: reviewRequest,
  answers: { 200: { words: 'As it stands now', schema: reviewed } },
  refusals: {
    403: 'terms-needed, not-allowed, key-scope',
    409: 'facts-changed (with the task as it is now), not-reviewable: nothing is to be decided, or an upload is under way; own-word: one answered it oneself',
    422: 'invalid, unknown-layer, may-not-copy, does-not-fit, no-such-answer',
  },
  async handle(call) {
    const { ctx, deps, param, body } = call;
    const person = await signedIn(call);
    const task = await storedTask(deps.store, param('id'));
    if (!task) throw notFound('The task');
    const secret = await lookHereSecret(deps.store);
    const factsDigest = storedDigest(task, body.factsDigest, secret);
    if (factsDigest === null) throw await factsChanged(call, person.id);
    const said = saidIn(call, task, secret);
    if (body.decide === 'accept') await keepTerms(call, person, body.acceptTerms);
    const done = await deps.store.transaction().execute(async transaction => {
      const decided = await reviewTask(transaction, {
        ...said,
        task: task.id,
        person: person.id,
        factsDigest,
        now: call.now,
      });
      if (typeof decided === 'object' && 'state' in decided)
        await call.audit(transaction, {
          target: `tasks/${task.id}`,
          data: { decide: body.decide, outcome: decided.outcome },
        });
      return decided;
    });
    if (done === 'gone') throw notFound('The task');
    if (done === 'facts-changed') throw await factsChanged(call, person.id);
    if (done === 'own-word') throw ownWord();
    if (done === 'no-answer')
      throw new Refusal(422, 'no-such-answer', 'Nobody gave that answer, or it counts no more');
    if ('why' in done) throw notReviewable(done.why);
    const view: Reviewed = { task: task.id, ...done };
    ctx.body = view;
  },
});

export const listReviews = operation({
  id: 'listReviews',
  may: 'review',
  of: ofChallenge('id'),
  looks: true,
  method: 'get',
  path: '/api/v1/challenges/:id/review',
  summary: 'Tasks of a challenge that wait for a reviewer',
  answers: { 200: { words: 'Those that wait longest first', schema: reviewList } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const { id: person } = await signedIn(call);
    const challenge = await challengeOf(deps.store, param('id'));
    const query = { box: null, states: WAITING, kinds: [], limit: MOST + 1 };
    const pins = await shownPins(deps.store, challenge, query);
    const ids = pins.slice(0, MOST).map(({ id }) => id);
    const standing = await reviewStanding(deps.store, ids, person);
    const tasks = pins.flatMap(({ id, at, name, kinds, state }) => {
      const stands = standing.get(id);
      return stands
        ? [
            {
              id,
              at: pair(at),
              name,
              kinds: [...kinds],
              state,
              since: stands.since.toISOString(),
              own: stands.own,
            },
          ]
        : [];
    });
    const view: ReviewList = {
      tasks: tasks.sort(
        (a, b) => (a.since < b.since ? -1 : Number(a.since > b.since)) || (a.id < b.id ? -1 : 1),
      ),
      truncated: pins.length > MOST,
    };
    ctx.body = view;
  },
});

export const listAnswers = operation({
  id: 'listAnswers',
  may: 'review',
  of: ofTask('id'),
  looks: true,
  method: 'get',
  path: '/api/v1/tasks/:id/answers',
  summary: 'What was said of a task, beside each other and without names, once it asks nobody any more',
  answers: { 200: { words: 'By letter', schema: saidAnswers } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const { id: person } = await signedIn(call);
    const { task, asked } = await talkAbout(call, param('id'));
    const said = asked ? [] : await saidOfTask(deps.store, task.id);
    const read = await textReader(deps.store, task, {
      texts: said.map(({ answer }) => answer.comment ?? ''),
      reader: person,
      said,
    });
    const { needed, guestWeight } = task.challenge.answers;
    const standing = await reviewStanding(deps.store, [task.id], person);
    const view: SaidAnswers = {
      needed,
      own: standing.get(task.id)?.own ?? false,
      answers: said.map(one => presentSaidAnswer(one, one.guest ? guestWeight : 1, task.challenge, read)),
    };
    ctx.body = view;
  },
});

type Said = Pick<Review, 'answer' | 'comment' | 'imagery'>;

/** What the reviewer says, checked as a volunteer's answer is. @throws Refusal 422 */
function saidIn(call: Call<unknown, z.output<typeof reviewRequest>>, task: StoredTask, secret: string): Said {
  const { body, deps } = call;
  if (body.decide !== 'accept') {
    const comment = withoutMentions(cleanComment(body.comment ?? '') ?? '') || undefined;
    return { answer: body.decide === 'take' ? { given: body.answer } : null, comment };
  }
  const own = answerOf(body.answer, task.challenge, deps.config.layers);
  const answer = own.comment === undefined ? own : { ...own, comment: withoutMentions(own.comment) };
  refuseUnknownLayers(body.imagery, call);
  refuseUnfit(answer, task, shown(task, secret).area?.centre ?? null);
  return { answer, comment: answer.comment, imagery: body.imagery };
}

const ownWord = () =>
  new Refusal(
    409,
    'own-word',
    'You answered this task yourself',
    'Another reviewer decides it: nobody decides over their own answer.',
  );

const notReviewable = (why: string) =>
  new Refusal(409, 'not-reviewable', 'There is nothing to decide here', `Not now: ${why}.`);
