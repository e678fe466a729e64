type Times = Readonly<{
  /** milliseconds that an answer is good for */
  age: number;
  /** milliseconds that somebody who asks waits */
  patience: number;
}>;

/**
 * Asks at most once at a time, and not again while the last answer is good: however many ask, and however slow the answer,
 * there is one question. Who waits too long is refused; the answer, when it comes, is for the next.
 */
export function remembered<T>(ask: () => Promise<T>, { age, patience }: Times): () => Promise<T> {
  let last: Readonly<{ value: T; at: number }> | null = null;
  let asking: Promise<T> | null = null;
  return () => {
    if (last && performance.now() - last.at < age) return Promise.resolve(last.value);
    asking ??= ask()
      .then(value => {
        last = { value, at: performance.now() };
        return value;
      })
      .finally(() => {
        asking = null;
      });
    return within(patience, asking);
  };
}

/** @throws Error when it takes longer */
export async function within<T>(patience: number, awaited: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}
