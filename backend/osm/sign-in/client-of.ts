import type { SignInServer } from './sign-in-server.ts';

/** What names us in a form. Without a secret we are a public client, whose proof is PKCE. */
export const clientOf = ({
  osmClientId,
  osmClientSecret,
}: SignInServer): Readonly<Record<string, string>> => ({
  client_id: osmClientId,
  ...(osmClientSecret !== null && { client_secret: osmClientSecret }),
});
