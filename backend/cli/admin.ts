import { randomUUID } from 'node:crypto';
import { type Config, loadConfig } from '../config.ts';
import { invitationLink } from '../http/people/invite.ts';
import { hashOf, newToken } from '../http/people/token.ts';
import type { Store } from '../store/connect.ts';
import { addInvitation } from '../store/people/roles/invitations.ts';
import { auditCommand } from './audit-command.ts';
import { flagsOf, HELP } from './flags.ts';
import { UsageFault } from './usage-fault.ts';
import { withStore } from './with-store.ts';

const USAGE = `jalon admin

Prints a link that makes whoever opens it, signed in, an admin of the whole installation: once, within a day. Give it to
nobody else. Whoever is admin invites all others in the interface. It is for servers: DATABASE_URL names the database.`;

/** milliseconds that the link is good for: it stands in a terminal */
const LIFETIME = 86_400_000;

/** Exit codes: 0 printed, 2 a word of the command cannot be used, or the setting needs no such link. */
export async function admin(args: readonly string[]): Promise<number> {
  const { values } = flagsOf({ args: [...args], options: { help: HELP } });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const config = loadConfig();
  if (config.databaseUrl === null)
    throw new UsageFault(
      `this Jalon has an account of its own, which is admin: npm start prints a link that begins with
"Sign in on this computer", and while it runs, "Print a new link" on its page "Sign in" makes it print another.
(jalon admin is for servers: set DATABASE_URL as their processes have it.)`,
    );
  const link = await withStore(config, store => linkInto(store, config));
  process.stdout.write(`${link}\n`);
  process.stderr.write(
    `Open it in a browser, sign in, and accept: whoever does so first, within a day, is admin.\n${noted(config)}`,
  );
  return 0;
}

async function linkInto(store: Store, config: Config): Promise<string> {
  const token = newToken();
  const now = new Date();
  await store.transaction().execute(async transaction => {
    const made = await addInvitation(transaction, {
      id: randomUUID(),
      tokenHash: hashOf(token),
      into: { organisation: null },
      role: 'admin',
      by: null,
      uses: 1,
      now,
      expiresAt: new Date(now.getTime() + LIFETIME),
    });
    if (typeof made === 'string')
      throw new UsageFault('too many invitations are open: an admin revokes some, or wait until they expire');
    await auditCommand(transaction, {
      action: 'inviteToInstallation',
      challenge: null,
      data: { invitation: made.id, role: 'admin' },
    });
  });
  return invitationLink(config.publicUrl ?? `http://localhost:${config.port}`, token);
}

const noted = ({ publicUrl, osmClientId }: Config): string =>
  [
    ...(publicUrl === null
      ? ['PUBLIC_URL is not set here: the address is what this computer would use.\n']
      : []),
    ...(osmClientId === null ? ['OSM_CLIENT_ID is not set here: without it nobody can sign in.\n'] : []),
  ].join('');
