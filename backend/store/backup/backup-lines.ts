import { z } from 'zod';

/** Of the file's layout, as docs/backup-format.md has it; a reader refuses any other. */
export const FORMAT = 1;

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

/** The first line. */
export const headLine = z.object({
  backup: z.literal('jalon'),
  format: z.number().int(),
  /** Newest migration of the database that it was taken from. */
  schema: z.number().int().positive(),
  /** Jalon that wrote it. */
  jalon: z.string(),
  setting: z.enum(['embedded', 'postgres', 'redis']),
  /** When it was taken, ISO 8601. */
  at: z.string(),
});
export type BackupHead = Readonly<z.infer<typeof headLine>>;

/** Rows follow, up to the line that ends a table. */
export const tableLine = z.object({ table: name, columns: z.array(name).min(1) });
/** The next number that an identity column gives. */
export const sequenceLine = z.object({ table: name, sequence: name, next: z.number().int() });
/** So many bytes of a kept source follow, and a line break. */
export const sourceLine = z.object({ source: hash, bytes: count });

/** The last line. */
export const endLine = z.object({
  end: z.literal(true),
  /** Rows of each table. */
  rows: z.record(name, count),
  sources: count,
  /** Hex SHA-256 of every byte before this line. */
  sha256: hash,
});
export type BackupEnd = Readonly<z.infer<typeof endLine>>;
