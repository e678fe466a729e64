import { type Config, loadConfig } from '../config.ts';
import { FORMATS, type Format, isFor } from '../core/change/formats.ts';
import { exportChallenge } from '../handover/export/export-challenge.ts';
import { challengeIds, findChallenge } from '../store/challenges.ts';
import type { Store } from '../store/connect.ts';
import { auditCommand } from './audit-command.ts';
import { flagsOf, HELP, oneChallenge, TEXT } from './flags.ts';
import { toHere } from './here.ts';
import { UsageFault } from './usage-fault.ts';
import { spaced } from './warning-words.ts';
import { withStore } from './with-store.ts';
import { checkWritable, writeWhole } from './write-whole.ts';

const USAGE = `jalon export CHALLENGE --format ${FORMATS.join('|')} --out FILE

Writes what was settled: osc and josm are edits for OpenStreetMap, maproulette the same as tasks for MapRoulette,
quickstatements is for Wikidata, corrections for the agency; geojson and csv list everything for people and other
programs. What cannot be made is told with its reason. --out - is the standard output. Settings as docs/settings.md has
them.`;

/** Exit code 0, also when some answers could not become edits: they are told. */
export async function exportTo(args: readonly string[]): Promise<number> {
  const { values, positionals } = flagsOf({
    args: [...args],
    allowPositionals: true,
    options: { format: TEXT, out: TEXT, help: HELP },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const id = oneChallenge(positionals, USAGE);
  const format = FORMATS.find(name => name === values.format);
  if (!format) throw new UsageFault(`--format is one of ${FORMATS.join(', ')}`);
  if (!values.out) throw new UsageFault('--out names the file to write; - is the standard output');
  const out = toHere(values.out);
  checkWritable(out);
  const config = loadConfig();
  await withStore(config, store => exportFrom(store, config, id, format, out));
  return 0;
}

async function exportFrom(
  store: Store,
  config: Config,
  id: string,
  format: Format,
  out: string,
): Promise<void> {
  const challenge = (await findChallenge(store, id))?.definition;
  if (!challenge)
    throw new UsageFault(
      `there is no challenge ${id} with data; there are ${(await challengeIds(store)).join(', ') || 'none yet'}`,
    );
  const { body, entries, notPossible } = await exportChallenge(store, config, challenge, format, {
    at: new Date(),
    tell: (transaction, data) => auditCommand(transaction, { action: 'exportChanges', challenge: id, data }),
  });
  await writeWhole(out, [body]);
  process.stderr.write(`${entries} ${isFor(format, 'map') ? 'changes' : 'entries'} written\n`);
  for (const { task, element, reason, detail } of notPossible)
    process.stderr.write(
      `  not possible: task ${task}${element ? `, ${element}` : ''}: ${spaced(reason)}: ${detail}\n`,
    );
}
