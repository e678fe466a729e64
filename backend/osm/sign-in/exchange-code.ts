import { z } from 'zod';
import { askSignIn } from './ask-sign-in.ts';
import { clientOf } from './client-of.ts';
import type { SignInServer } from './sign-in-server.ts';

/** RFC 6750, 2.1: what may stand in a header. */
const token = z.object({
  access_token: z
    .string()
    .regex(/^[\w.~+/-]+=*$/)
    .max(4096),
  token_type: z.string().regex(/^bearer$/i),
  scope: z.string().optional(),
});

export type OsmToken = Readonly<{
  token: string;
  /** What it may be used for; null: the server does not say, which means what was asked for. */
  scopes: readonly string[] | null;
}>;

/** A code for a token (RFC 6749, 4.1.3; RFC 7636, 4.5). @throws SignInFault */
export async function exchangeCode(
  server: SignInServer,
  { code, verifier, redirectUri }: Readonly<{ code: string; verifier: string; redirectUri: string }>,
): Promise<OsmToken> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...clientOf(server),
  };
  const { access_token, scope } = await askSignIn(server, { path: '/oauth2/token', form }, token);
  return { token: access_token, scopes: scope?.split(' ').filter(one => one !== '') ?? null };
}
