/** Something that a person asked for: under way, done, or refused with the cause. */
export type Doing = {
  readonly busy: boolean;
  readonly fault: unknown;
  /** One at a time. @returns whether it was done */
  run: (deed: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
};

export function doing(): Doing {
  let busy = $state(false);
  let fault = $state.raw<unknown>(null);
  return {
    get busy() {
      return busy;
    },
    get fault() {
      return fault;
    },
    async run(deed) {
      if (busy) return false;
      busy = true;
      fault = null;
      try {
        await deed();
        return true;
      } catch (cause) {
        fault = cause;
        return false;
      } finally {
        busy = false;
      }
    },
    clear: () => {
      fault = null;
    },
  };
}
