/** `code` is the system's (ENOSPC) or PostgreSQL's own (SQLSTATE 53100, disk_full). */
type Coded = Readonly<{ message: string; code?: string }>;

const FULL = new Set(['ENOSPC', 'EDQUOT', '53100']);
const DENIED = new Set(['EROFS', 'EACCES', 'EPERM']);

/** What went wrong in a run: in words for what an operator can set right, the rest as it was thrown. */
export function faultWords({ message, code = '' }: Coded): string {
  if (FULL.has(code) || /no space left on device/i.test(message))
    return 'the disk is full: make room where the data lies, then run it again';
  if (DENIED.has(code))
    return `the data folder cannot be written (${code}): see to its rights, then run it again`;
  if (code === '57014')
    return 'the database broke a question off because it took too long: raise its statement_timeout, then run it again';
  return message;
}
