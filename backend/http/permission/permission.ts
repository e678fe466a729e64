import type { Context } from 'koa';
import { Refusal } from '../refusal.ts';
import { operatorSecret } from './operator-secret.ts';
import { type Action, POLICY, type Role } from './policy.ts';

/** Lets a request go on when whoever sends it may do this. @throws Refusal that says what is needed */
export type Admit = (ctx: Context, action: Action) => Promise<void>;

/** The one place where permissions are checked. @param operatorToken null: there is no operator */
export function permission(operatorToken: string | null): Admit {
  const isOperator = operatorToken === null ? null : operatorSecret(operatorToken);
  const rolesOf = async (ctx: Context): Promise<ReadonlySet<Role>> => {
    const roles = new Set<Role>();
    if (await isOperator?.(ctx)) roles.add('operator');
    return roles;
  };
  return async (ctx, action) => {
    // What only some may see is kept by no cache.
    ctx.set('Cache-Control', 'no-store');
    const roles = await rolesOf(ctx);
    if (POLICY[action].some(role => roles.has(role))) return;
    throw isOperator === null ? noOperator() : whoAreYou(ctx);
  };
}

const noOperator = () =>
  new Refusal(
    403,
    'no-operator',
    'Nobody may see this here',
    'Set OPERATOR_TOKEN to a secret of at least 20 characters, start Jalon again, and send the secret as a bearer token or as the password under any user name.',
  );

function whoAreYou(ctx: Context): Refusal {
  // Basic first: a browser asks for a password then.
  ctx.set('WWW-Authenticate', ['Basic realm="Jalon operator", charset="UTF-8"', 'Bearer realm="Jalon"']);
  return new Refusal(
    401,
    'not-permitted',
    'This is for the operator',
    'Send the secret of OPERATOR_TOKEN as a bearer token, or as the password under any user name.',
  );
}
