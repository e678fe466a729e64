/**
 * Repeats a task with a pause after each end, so that two never overlap.
 * @param pause milliseconds
 * @returns stops it, and waits for the one under way
 */
export function every(
  pause: number,
  task: () => Promise<unknown> | null,
  onFault: (fault: Error) => void,
): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout;
  let current: Promise<unknown> = Promise.resolve();
  const round = () => {
    current = Promise.resolve(task())
      .catch(onFault)
      .then(() => {
        if (!stopped) timer = setTimeout(round, pause);
      });
  };
  timer = setTimeout(round, pause);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  };
}
