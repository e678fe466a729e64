import { sql } from 'kysely';
import { connect } from '../../../backend/store/connect.ts';
import { openDatabase } from '../../../backend/store/opening/open-database.ts';

/** Writes rows into the database of the folder named, a commit each, and says each number after its commit. */
const database = await openDatabase({ dataDir: process.argv[2]!, databaseUrl: null });
const store = connect(database.url);
await sql`create table if not exists written (n serial primary key, text text)`.execute(store);
process.stdout.write('open\n');
for (;;) {
  const { rows } = await sql<{ n: number }>`
    insert into written (text) values (${'x'.repeat(2000)}) returning n`.execute(store);
  process.stdout.write(`${rows[0]!.n}\n`);
}
