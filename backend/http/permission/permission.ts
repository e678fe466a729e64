import type { Context } from 'koa';
import { may, type Scope } from '../../core/policy/may.ts';
import { type Action, lineOf } from '../../core/policy/policy.ts';
import type { Deps } from '../deps.ts';
import { signInNeeded, type Who, whoAsks } from '../people/who.ts';
import { Refusal } from '../refusal.ts';
import { operatorSecret } from './operator-secret.ts';

/** Lets a request go on when whoever sends it may do this. @throws Refusal that says what is needed */
export type Admit = (ctx: Context, action: Action, scope?: Scope, now?: Date) => Promise<void>;

/** The one place where permissions of requests are checked, by the policy of the core. */
export function permission({ config, store, limits }: Pick<Deps, 'config' | 'store' | 'limits'>): Admit {
  const isOperator = config.operatorToken === null ? null : operatorSecret(config.operatorToken, limits);
  return async (ctx, action, scope = 'everything', now = new Date()) => {
    const { roles } = lineOf(action);
    const forEverybody = roles.includes('visitor');
    // What everybody may needs nobody's name: no question to the database.
    if (forEverybody && !ctx.get('Authorization')) return;
    // What only some may see is kept by no cache.
    if (!forEverybody) ctx.set('Cache-Control', 'no-store');
    if (!forEverybody && roles.includes('operator') && (await isOperator?.(ctx))) return;
    const who = await whoAsks({ ctx, deps: { store, limits }, now });
    if (may(who.actor, action, scope)) return;
    throw roles.includes('operator') ? forOperator(ctx, isOperator !== null, who) : refused(who, action);
  };
}

function refused({ actor, person, key }: Who, action: Action): Refusal {
  const { roles, key: needed } = lineOf(action);
  if (key !== null && (needed === null || !actor.key?.includes(needed)))
    return new Refusal(
      403,
      'key-scope',
      'This key is not made for that',
      needed === null
        ? 'No key may do this: sign in with a browser.'
        : `It takes a key with the scope "${needed}".`,
    );
  if (!person?.account && roles.some(role => role !== 'visitor' && role !== 'guest')) return signInNeeded();
  return new Refusal(
    403,
    'not-allowed',
    'This is not yours to do',
    `It takes one of these roles here: ${roles.filter(role => role !== 'system').join(', ')}.`,
  );
}

function forOperator(ctx: Context, isThere: boolean, { person }: Who): Refusal {
  if (person?.account)
    return new Refusal(403, 'not-allowed', 'This is not yours to do', 'It is for the operator and admins.');
  if (!isThere) return noOperator();
  // Basic first: a browser asks for a password then.
  ctx.set('WWW-Authenticate', ['Basic realm="Jalon operator", charset="UTF-8"', 'Bearer realm="Jalon"']);
  return new Refusal(
    401,
    'not-permitted',
    'This is for the operator',
    'Send the secret of OPERATOR_TOKEN as a bearer token, or as the password under any user name.',
  );
}

const noOperator = () =>
  new Refusal(
    403,
    'no-operator',
    'Nobody may see this here',
    'Set OPERATOR_TOKEN to a secret of at least 20 characters, start Jalon again, and send the secret as a bearer token or as the password under any user name. Admins who are signed in may see it, too.',
  );
