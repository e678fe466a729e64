/** Something the person who starts Jalon can set right. Its message is one line that says what and how; no stack is shown. */
export class StartFault extends Error {
  override name = 'StartFault';
}

/** The first line of any error, for messages of one line. */
export function firstLine(fault: unknown): string {
  const text = fault instanceof Error ? fault.message || String(fault) : String(fault);
  return text.split('\n', 1)[0] ?? '';
}
