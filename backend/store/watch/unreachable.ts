/**
 * Whether the database could not be reached or went away (SQLSTATE classes 08 and 57P, or no connection to be had at all),
 * or ended a transaction that stood still, which says nothing about what was asked of it.
 */
export function isUnreachable(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if (fault instanceof AggregateError && fault.errors.length > 0) return fault.errors.every(isUnreachable);
  const { code, message } = fault as Error & { code?: unknown };
  if (typeof code === 'string' && CODES.test(code)) return true;
  return WORDS.test(message);
}

/** 53300 is too_many_connections, 25P03 idle_in_transaction_session_timeout. */
const CODES =
  /^(08...|57P..|25P03|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** Of `pg`, which gives these no code. */
const WORDS =
  /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|client has encountered a connection error/i;
