import type { OAuthDesk } from '../osm-oauth-desk.ts';
import type { Account } from './changesets.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

const BASIC = { 'www-authenticate': 'Basic realm="Web Password", charset="UTF-8"' };

/** Whose token a request carries; null where it carries none. @throws Refusal 401 for one that opens nothing (any more) */
export function bearerOf(desk: OAuthDesk, world: World, authorization: string | undefined) {
  const [, token] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? [];
  if (token === undefined) return null;
  const found = desk.tokens.get(token);
  if (found) return found;
  const words = world.rules.dialect === 'cgimap' ? 'invalid_token' : "Couldn't authenticate you";
  throw new Refusal(401, words, BASIC);
}

/** Who may change the map with what a request carries. @throws Refusal 401, 403 */
export function writerOf(world: World, bearer: ReturnType<typeof bearerOf>): Account {
  const cgimap = world.rules.dialect === 'cgimap';
  if (!bearer) throw new Refusal(401, cgimap ? 'User is not authorized' : "Couldn't authenticate you", BASIC);
  const account = world.accounts.get(bearer.user.id)!;
  if (account.blocked)
    throw new Refusal(
      403,
      'Your access to the API has been blocked. Please log-in to the web interface to find out more.',
    );
  if (!bearer.scopes.includes('write_api'))
    throw cgimap
      ? new Refusal(401, 'You have not granted the modify map permission', BASIC)
      : new Refusal(403, 'You have not permitted the application access to this facility');
  return account;
}
