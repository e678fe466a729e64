import { rename, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '../config.ts';
import { exportChallenge } from '../http/present/export.ts';
import { challengeIds, findChallenge } from '../store/challenges.ts';
import { connect, type Store } from '../store/connect.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open-database.ts';
import { toHere } from './here.ts';
import { UsageFault } from './usage-fault.ts';

export const EXPORT_USAGE = `jalon export CHALLENGE --format osc|josm|geojson|csv --out FILE

Writes what was settled: osc and josm are edits for OpenStreetMap, geojson and csv list the same for people and other
programs. What cannot be made is told with its reason. --out - is the standard output.`;

const FORMATS = ['osc', 'josm', 'geojson', 'csv'] as const;
type Format = (typeof FORMATS)[number];

/** Exit code 0, also when some answers could not become edits: they are told. */
export async function exportTo(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) {
    process.stderr.write(`${EXPORT_USAGE}\n`);
    return 0;
  }
  const [id, ...rest] = positionals;
  if (id === undefined || rest.length > 0) throw new UsageFault(`one challenge is needed\n${EXPORT_USAGE}`);
  const format = FORMATS.find(name => name === values.format);
  if (!format) throw new UsageFault(`--format is one of ${FORMATS.join(', ')}`);
  if (values.out === undefined)
    throw new UsageFault('--out names the file to write; - is the standard output');
  const config = loadConfig();
  const database = await openDatabase(config, { attach: true });
  const store = connect(database.url, { max: 2 });
  try {
    if (!database.shared) await migrate(store);
    await exportFrom(store, config, id, format, values.out);
    return 0;
  } finally {
    await store.destroy();
    await database.close();
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: text, out: text, help: { type: 'boolean', short: 'h' } },
    });
  } catch (fault) {
    throw new UsageFault((fault as Error).message);
  }
}

async function exportFrom(
  store: Store,
  config: Config,
  id: string,
  format: Format,
  out: string,
): Promise<void> {
  if (!(await findChallenge(store, id)))
    throw new UsageFault(
      `there is no challenge ${id} with data; there are ${(await challengeIds(store)).join(', ') || 'none yet'}`,
    );
  const { body, changes, notPossible } = await exportChallenge(store, config, id, format, new Date());
  if (out === '-') process.stdout.write(body);
  else await writeWhole(toHere(out), body);
  process.stderr.write(`${changes} changes written\n`);
  for (const { task, element, reason, detail } of notPossible)
    process.stderr.write(
      `  not possible: task ${task}${element ? `, ${element}` : ''}: ${reason.replaceAll('-', ' ')}: ${detail}\n`,
    );
}

/** The file is there whole or not at all. */
async function writeWhole(path: string, body: string): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, body);
    await rename(part, path);
  } catch (fault) {
    await rm(part, { force: true });
    throw new UsageFault(`${path} cannot be written: ${(fault as Error).message}`);
  }
}
