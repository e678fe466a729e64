import { featureChallenge } from '../../store/challenges.ts';
import { forgetSaved, saveForPerson } from '../../store/people/saved-challenges.ts';
import { challengeOf } from '../challenge-of.ts';
import { type Call, operation } from '../frame/operation.ts';
import { personOf, personOrGuest } from '../people/who.ts';
import { ofChallenge } from '../permission/scopes.ts';
import { notFound } from '../refusal.ts';

const SAVED = '/api/v1/challenges/:id/saved';
const FEATURED = '/api/v1/challenges/:id/featured';

export const putSaved = operation({
  id: 'putSaved',
  may: 'take-part',
  method: 'put',
  path: SAVED,
  summary: 'Saves a challenge for the person who asks, to find it again',
  answers: { 204: { words: 'It is saved' } },
  async handle(call) {
    const { ctx, deps, now, param } = call;
    const challenge = await challengeOf(deps.store, param('id'));
    const person = await personOrGuest(call);
    await saveForPerson(deps.store, { person: person.id, challenge: challenge.id, now });
    ctx.status = 204;
  },
});

export const deleteSaved = operation({
  id: 'deleteSaved',
  may: 'take-part',
  method: 'delete',
  path: SAVED,
  summary: 'Saves it no longer',
  answers: { 204: { words: 'It is not saved' } },
  async handle(call) {
    const person = await personOf(call);
    if (person) await forgetSaved(call.deps.store, person.id, call.param('id'));
    call.ctx.status = 204;
  },
});

export const putFeatured = operation({
  id: 'putFeatured',
  may: 'feature',
  of: ofChallenge('id'),
  method: 'put',
  path: FEATURED,
  summary: 'Features a challenge: everybody is shown it among the first',
  answers: { 204: { words: 'It is featured' } },
  handle: call => feature(call, call.now),
});

export const deleteFeatured = operation({
  id: 'deleteFeatured',
  may: 'feature',
  of: ofChallenge('id'),
  method: 'delete',
  path: FEATURED,
  summary: 'Features it no longer',
  answers: { 204: { words: 'It is not featured' } },
  handle: call => feature(call, null),
});

async function feature(call: Call, since: Date | null): Promise<void> {
  const { ctx, deps, param } = call;
  await deps.store.transaction().execute(async transaction => {
    const before = await featureChallenge(transaction, param('id'), since);
    if (before === null) throw notFound('The challenge');
    await call.audit(transaction, { target: `challenges/${param('id')}`, data: { before } });
  });
  ctx.status = 204;
}
