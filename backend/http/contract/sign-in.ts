import { z } from 'zod';

/** `returnTo`: a path of this site, `/` where it is none. `keepAnswers`: what was answered here as a guest becomes the account's. */
export const signInRequest = z.object({
  returnTo: z.string().max(2000).default('/'),
  keepAnswers: z.boolean().default(true),
});
/** Where the browser goes to be asked; it comes back to `/sign-in/callback`. */
export const signInStarted = z.object({ location: z.string() });

/** Why a sign-in did not end well: the page `/sign-in?problem=…` says it in words. */
const SIGN_IN_PROBLEMS = ['denied', 'expired', 'forged', 'refused', 'unreachable'] as const;
/** Of a sign-in at the server that uploads go to, `other-person`: somebody else is signed in here by now; `no-write`: the leave to write was not given. */
const CONNECT_PROBLEMS = [...SIGN_IN_PROBLEMS, 'other-person', 'no-write'] as const;
export type ConnectProblem = (typeof CONNECT_PROBLEMS)[number];
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

/** The token behind the `#` of the link that Jalon printed. */
export const signInHereRequest = z.object({ token: z.string().max(200) });
