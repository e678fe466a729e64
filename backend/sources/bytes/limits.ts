/** bytes; a line, a record or an element longer than this is a broken file, and is refused before it fills the memory */
export const RECORD_LIMIT = 64 * 1024 * 1024;

/** "64 MB", for people. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / (1024 * 1024))} MB`;

/** bytes that any packed file may unpack to */
const UNPACKED_FLOOR = 64 * 1024 * 1024;
/** bytes for each packed one; tables and maps come to 4 to 50, what was made to fill a disk or hold up a reader to 1,000 */
const UNPACKED_PER_BYTE = 200;

/** Whether a file unpacks to more than a file of its size holds in earnest. Both in bytes, as far as it was read. */
export const isBomb = (packed: number, unpacked: number): boolean =>
  unpacked > UNPACKED_FLOOR + UNPACKED_PER_BYTE * packed;

/** What such a file is told. */
export const BOMB = 'unpacks to far more than a file of this size holds: it is broken, or made to do harm';
