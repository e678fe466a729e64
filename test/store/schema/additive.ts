import type { Migration } from '../../../backend/store/schema/migrations/migrations.ts';

/**
 * What of a step a process of the version before would not survive, or would wait for; empty where there is nothing. Only
 * what is known to be harmless is let through: a new kind of statement is a new line here, with its reason.
 */
export function notAdditive({ sql, indexes = {} }: Pick<Migration, 'sql' | 'indexes'>): string[] {
  const made = new Set<string>();
  const found: string[] = [];
  for (const statement of statementsOf(sql)) {
    const [, table] = /^create table (\w+) \(/.exec(statement) ?? [];
    if (table) made.add(table);
    else if (!isHarmless(statement, made)) found.push(statement);
  }
  // It is followed by `on` and nothing that ends the statement.
  for (const [name, on] of Object.entries(indexes))
    if (!/^\w+$/.test(name) || !/^\w+ (using \w+ )?\([^;]+\)( where [^;]+)?$/.test(on))
      found.push(`${name} on ${on}`);
  return found;
}

function isHarmless(statement: string, made: ReadonlySet<string>): boolean {
  // Nobody waits for a table that was not there before.
  const [, indexed] = /^create (?:unique )?index \w+ on (\w+) /.exec(statement) ?? [];
  if (indexed) return made.has(indexed);
  const [, commented] = /^comment on (table|column) /.exec(statement) ?? [];
  if (commented) return true;
  // A function of a new name is called by nobody yet; the trigger stands on a table that was not there before.
  if (/^create or replace function \w+\([^)]*\) returns /.test(statement)) return true;
  const [, when, triggered] = /^create trigger \w+ (before|after) [a-z ]+ on (\w+) /.exec(statement) ?? [];
  // One after a whole statement keeps account of what older code writes, too; it is in the way of no row.
  if (triggered)
    return made.has(triggered) || (when === 'after' && statement.includes(' for each statement '));
  // Nobody reads it yet, and the rows that are read are not locked.
  const [, filled] = /^insert into (\w+) /.exec(statement) ?? [];
  if (filled) return made.has(filled);
  // One that the owner of a database may add, and that changes nothing that is there.
  if (statement === 'create extension if not exists btree_gist') return true;
  const [, altered, rest] = /^alter table (\w+) (.*)$/.exec(statement) ?? [];
  if (!altered || rest === undefined) return false;
  if (made.has(altered)) return true;
  return splitOutside(rest, ',').every(isHarmlessColumn);
}

/**
 * A new column that older code need not fill: empty, or with a value that is the same for every row, which PostgreSQL
 * keeps once instead of writing each row. References, checks and keys would read the whole table under a lock.
 */
const isHarmlessColumn = (part: string): boolean =>
  /^add column \w+ [a-z]+( precision)?(\[\])?( default (-?\d+(\.\d+)?|'[^']*'(::\w+)?|true|false|now\(\))( not null)?| not null default (-?\d+(\.\d+)?|'[^']*'(::\w+)?|true|false|now\(\)))?$/.test(
    part,
  );

/** In lower case but for what stands in quotes, without comments, each on one line. */
function statementsOf(sql: string): string[] {
  const bare = sql.replace(/--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');
  return splitOutside(bare, ';').map(statement =>
    statement
      .split(/('(?:[^']|'')*')/)
      .map((piece, i) => (i % 2 === 0 ? piece.replace(/\s+/g, ' ').toLowerCase() : piece))
      .join(''),
  );
}

/** Parts between a sign that stands in no quotes and no brackets; empty ones are left out. */
function splitOutside(text: string, sign: ',' | ';'): string[] {
  const parts = [''];
  let depth = 0;
  let quoted = false;
  for (const letter of text) {
    if (letter === "'") quoted = !quoted;
    if (!quoted && letter === '(') depth++;
    if (!quoted && letter === ')') depth--;
    if (letter === sign && !quoted && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map(part => part.trim()).filter(part => part !== '');
}
