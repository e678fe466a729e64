/** The command line cannot be used as it was written: exit code 2, and this message instead of a trace. */
export class UsageFault extends Error {
  override name = 'UsageFault';
}
