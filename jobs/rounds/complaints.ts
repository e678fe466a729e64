export type Log = Readonly<{ error(data: object, message: string): void }>;

/** milliseconds in which the same trouble is said once: what a server that is away fails every second is one line */
const SAME = 30_000;

/** What goes wrong beside the work, into the log. @returns for each thing that may fail, who to tell */
export function complaints(log: Log | undefined): (during: string) => (fault: Error) => void {
  const said = new Map<string, number>();
  return during => fault => {
    const now = Date.now();
    for (const [trouble, at] of said) if (now - at >= SAME) said.delete(trouble);
    const trouble = `${during} ${fault.message}`;
    if (said.has(trouble)) return;
    said.set(trouble, now);
    log?.error({ err: fault }, `${during} failed`);
  };
}
