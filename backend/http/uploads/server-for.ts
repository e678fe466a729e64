import { isProduction } from '../../core/changeset/servers.ts';
import { type UploadAccount, uploadAccount } from '../../store/uploads/upload-accounts.ts';
import type { UploadServer } from '../contract/upload.ts';
import type { Deps } from '../deps.ts';
import { uploadSignIn } from '../people/osm-sign-in.ts';
import { noAccount, otherServer } from './refusals.ts';

type Asked = Pick<Deps, 'config' | 'store' | 'uploadSignIn'>;

const hostOf = ({ config }: Pick<Deps, 'config'>): string => new URL(config.uploadUrl).host;

/** The server that uploads go to, and the person's account there. */
export async function serverFor(
  deps: Asked,
  person: string,
): Promise<Readonly<{ server: UploadServer; account: UploadAccount | null }>> {
  const { uploadUrl } = deps.config;
  const ready = deps.uploadSignIn !== undefined;
  const account = ready ? await uploadAccount(deps.store, person, uploadUrl) : null;
  return {
    server: {
      host: hostOf(deps),
      production: isProduction(uploadUrl),
      account: account?.name ?? null,
      ready,
    },
    account,
  };
}

/** What is asked for would go where the person was shown, under an account of theirs. @throws Refusal 409, 503 */
export async function accountToSend(deps: Asked, person: string, host: string): Promise<UploadAccount> {
  uploadSignIn(deps);
  if (host !== hostOf(deps)) throw otherServer(hostOf(deps));
  const { account } = await serverFor(deps, person);
  if (!account) throw noAccount(hostOf(deps));
  return account;
}
