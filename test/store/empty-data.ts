import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../backend/project-root.ts';
import { connect } from '../../backend/store/connect.ts';
import { openDatabase } from '../../backend/store/opening/open-database.ts';
import { migrate } from '../../backend/store/schema/migrate.ts';
import { MIGRATIONS } from '../../backend/store/schema/migrations/migrations.ts';

const CACHE = join(projectRoot, '.cache', 'empty-data');

/**
 * A data folder of its own with an empty, migrated database: a copy of one that is made once for each schema. Making a
 * database takes several times as long as copying one; what a first start does is tested in open-database.test.ts.
 */
export async function emptyData(): Promise<string> {
  const template = join(CACHE, schema());
  if (!existsSync(template)) await make(template);
  const folder = mkdtempSync(join(tmpdir(), 'jalon-test-'));
  cpSync(template, folder, { recursive: true });
  return folder;
}

/** Names what the template is made of: our migrations, and the versions of the database. */
function schema(): string {
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const versions = Object.entries(dependencies).filter(([name]) => name.startsWith('@electric-sql/'));
  return createHash('sha256')
    .update(JSON.stringify([MIGRATIONS, versions]))
    .digest('hex')
    .slice(0, 16);
}

/** Several test files may come to this at once: each makes one, and the first to end is kept. */
async function make(template: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const old = readdirSync(CACHE);
  const making = mkdtempSync(join(CACHE, 'making-'));
  const database = await openDatabase({ dataDir: making, databaseUrl: null });
  const store = connect(database.url);
  await migrate(store);
  await store.destroy();
  await database.close();
  try {
    renameSync(making, template);
  } catch (fault) {
    if (!existsSync(template)) throw fault;
    rmSync(making, { recursive: true });
  }
  for (const name of old)
    if (!name.startsWith('making-')) rmSync(join(CACHE, name), { recursive: true, force: true });
}
