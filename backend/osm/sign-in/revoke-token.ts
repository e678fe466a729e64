import { z } from 'zod';
import { askSignIn } from './ask-sign-in.ts';
import { clientOf } from './client-of.ts';
import type { SignInServer } from './sign-in-server.ts';

/**
 * Takes every use from a token (RFC 7009); one that is unknown there is no fault. openstreetmap.org gives the same token
 * to every sign-in of one person: it is revoked for all of them.
 * @throws SignInFault
 */
export async function revokeToken(server: SignInServer, token: string): Promise<void> {
  const form = { token, token_type_hint: 'access_token', ...clientOf(server) };
  await askSignIn(server, { path: '/oauth2/revoke', form }, z.unknown());
}
