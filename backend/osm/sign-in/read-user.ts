import { z } from 'zod';
import { cleanName } from '../../core/name.ts';
import { askSignIn } from './ask-sign-in.ts';
import type { SignInServer } from './sign-in-server.ts';

const details = z.object({
  user: z.object({ id: z.int().positive(), display_name: z.string().min(1).max(255) }),
});

export type OsmUser = Readonly<{
  /** Stays, whatever the name becomes. */
  id: number;
  /** As it may stand beside others; of a name that nobody could see, the id. */
  name: string;
}>;

/** Whose token it is; needs `read_prefs` (https://wiki.openstreetmap.org/wiki/API_v0.6). @throws SignInFault */
export async function readUser(server: SignInServer, token: string): Promise<OsmUser> {
  const asked = { path: '/api/0.6/user/details.json', bearer: token };
  const { user } = await askSignIn(server, asked, details);
  return { id: user.id, name: cleanName(user.display_name) ?? String(user.id) };
}
