/** What a file system says, by the numbers of WASI, which are not the machine's own. */
const REASONS: Readonly<Record<number, string>> = {
  2: 'a file of it may not be opened by this user',
  29: 'the disk cannot be read or written',
  44: 'a file of it is not there',
  51: 'the disk is full',
  63: 'a file of it may not be changed by this user',
  69: 'the disk cannot be written',
};

/** What the database's thread ended with, as an error with words: PGlite also throws plain objects, which have a number or nothing. */
export function threadFault(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  if (typeof thrown !== 'object' || thrown === null) return new Error(String(thrown));
  const { name, message, errno } = thrown as { name?: unknown; message?: unknown; errno?: unknown };
  if (typeof message === 'string' && message !== '') return new Error(message, { cause: thrown });
  const words = typeof errno === 'number' ? REASONS[errno] : undefined;
  if (words) return new Error(words, { cause: thrown });
  const rest = [name, errno].filter(part => typeof part === 'string' || typeof part === 'number').join(' ');
  return new Error(`the database failed without a word${rest && ` (${rest})`}`, { cause: thrown });
}
