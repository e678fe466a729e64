import { randomUUID } from 'node:crypto';
import { KEY_SCOPES } from '../../core/policy/policy.ts';
import { type ApiKeyRow, addKey, dropKey, keysOf, MOST_KEYS } from '../../store/people/api-keys.ts';
import {
  type ApiKeyMade,
  type ApiKeyView,
  apiKeyList,
  apiKeyMade,
  apiKeyRequest,
} from '../contract/account.ts';
import { operation } from '../frame/operation.ts';
import { hashOf, newToken } from '../people/token.ts';
import { signedIn } from '../people/who.ts';
import { notFound, Refusal } from '../refusal.ts';

const DAY = 86_400_000;
/** characters of a key that tell it from others, and by which nobody guesses the rest */
const START = 10;

export const listKeys = operation({
  id: 'listKeys',
  may: 'make-keys',
  method: 'get',
  path: '/api/v1/me/keys',
  summary: 'The person’s API keys, without what makes them keys',
  answers: { 200: { words: 'The latest made first', schema: apiKeyList } },
  async handle(call) {
    const { id } = await signedIn(call);
    call.ctx.body = (await keysOf(call.deps.store, id)).map(present);
  },
});

export const makeKey = operation({
  id: 'makeKey',
  may: 'make-keys',
  method: 'post',
  path: '/api/v1/me/keys',
  budget: 'new-keys',
  summary: 'Makes an API key, which does what the person may, as far as its scopes say',
  body: apiKeyRequest,
  answers: { 201: { words: 'The key is told this once', schema: apiKeyMade } },
  refusals: { 409: `too-many: ${MOST_KEYS} keys are enough for anybody` },
  async handle(call) {
    const { ctx, deps, now, body } = call;
    const person = await signedIn(call);
    const key = `jalon_${newToken()}`;
    const row = await deps.store.transaction().execute(transaction =>
      addKey(transaction, person.id, {
        id: randomUUID(),
        name: body.name,
        tokenHash: hashOf(key),
        start: key.slice(0, START),
        scopes: KEY_SCOPES.filter(scope => body.scopes.includes(scope)),
        now,
        expiresAt: body.days === null ? null : new Date(now.getTime() + body.days * DAY),
      }),
    );
    if (!row) throw tooManyKeys();
    const view: ApiKeyMade = { ...present(row), key };
    ctx.status = 201;
    ctx.body = view;
  },
});

export const revokeKey = operation({
  id: 'revokeKey',
  may: 'make-keys',
  method: 'delete',
  path: '/api/v1/me/keys/:id',
  summary: 'Revokes an API key: it opens nothing any more',
  answers: { 204: { words: 'Revoked' } },
  async handle(call) {
    const { id } = await signedIn(call);
    if (!(await dropKey(call.deps.store, id, call.param('id')))) throw notFound('The key');
    call.ctx.status = 204;
  },
});

const present = (row: ApiKeyRow): ApiKeyView => ({
  id: row.id,
  name: row.name,
  start: row.start,
  scopes: [...row.scopes],
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});

const tooManyKeys = () =>
  new Refusal(409, 'too-many', 'That is one key too many', `One can have ${MOST_KEYS}: revoke one first.`);
