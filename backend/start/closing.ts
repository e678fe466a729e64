/** What has been opened, to be closed in the reverse order, each within its time. */
export class Closing {
  readonly #steps: { name: string; close: () => Promise<unknown>; within: number }[] = [];
  #begun: Promise<void> | null = null;

  /** @param within milliseconds; what takes longer is left behind */
  add(name: string, close: () => Promise<unknown>, within = 10_000): void {
    this.#steps.push({ name, close, within });
  }

  get begun(): boolean {
    return this.#begun !== null;
  }

  /** Closes once, however often it is asked. @param complain told of each step that failed or took too long */
  run(complain: (words: string) => void): Promise<void> {
    this.#begun ??= this.#close(complain);
    return this.#begun;
  }

  async #close(complain: (words: string) => void): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      const { name, close, within } = step;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>(resolve => {
        timer = setTimeout(() => {
          complain(`${name} did not end within ${within / 1000} s`);
          resolve();
        }, within);
      });
      const ended = close().catch(fault => complain(`${name} did not end well: ${(fault as Error).message}`));
      await Promise.race([ended, late]);
      clearTimeout(timer);
    }
  }
}
