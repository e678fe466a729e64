/** bytes; a line, a record or an element longer than this is a broken file, and is refused before it fills the memory */
export const RECORD_LIMIT = 64 * 1024 * 1024;

/** "64 MB", for people. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / (1024 * 1024))} MB`;
