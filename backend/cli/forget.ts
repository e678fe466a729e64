import { loadConfig } from '../config.ts';
import { forgetPersons } from '../store/people/leaving/forget-persons.ts';
import { flagsOf, HELP } from './flags.ts';
import { UsageFault } from './usage-fault.ts';
import { withStore } from './with-store.ts';

const USAGE = `jalon forget PERSON_ID…

Deletes the accounts of these persons, as they can do themselves: contributions stay, and nothing leads back from them. It is for
who had deleted their account and is there again by a backup that was restored. It asks nobody, and stops at no last admin. A token
of OpenStreetMap's is forgotten here only: it was given back there when they went. Settings as docs/settings.md has them.`;

/** Exit codes: 0 all are gone, 2 of some there is nobody; the others are gone. */
export async function forget(args: readonly string[]): Promise<number> {
  const { values, positionals } = flagsOf({
    args: [...args],
    allowPositionals: true,
    options: { help: HELP },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const ids = [...new Set(positionals)];
  if (ids.length === 0) throw new UsageFault(`the id of a person is needed\n${USAGE}`);
  const unknown = await withStore(loadConfig(), store => forgetPersons(store, ids, new Date()));
  process.stderr.write(`deleted: ${ids.length - unknown.length} of ${ids.length}\n`);
  if (unknown.length > 0)
    throw new UsageFault(`there is nobody (any more) of these ids: ${unknown.join(', ')}`);
  return 0;
}
